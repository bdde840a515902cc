import { custodyHandlers } from './custody/handlers.ts';
import { filesHandlers } from './files/handlers.ts';
import type { Handler } from './http/handler.ts';
import { sealUseHandlers } from './seal-use/handlers.ts';
import { sessionHandlers } from './session/handlers.ts';
import { supervisionHandlers } from './supervision/handlers.ts';

/** Everything the API answers, by area. */
export const handlers: readonly Handler[] = [
  ...sessionHandlers,
  ...filesHandlers,
  ...sealUseHandlers,
  ...custodyHandlers,
  ...supervisionHandlers,
];
