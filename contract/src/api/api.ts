import { evidence } from './evidence.ts';
import { files } from './files.ts';
import { maintenance } from './maintenance.ts';
import { sealUse } from './seal-use.ts';
import { session } from './session.ts';
import { custody, supervision } from './supervision.ts';

/** Every operation of the API, by area. */
export const api = { session, files, sealUse, supervision, custody, evidence, maintenance } as const;
export type Api = typeof api;
