import type { Instant } from '@hufu/contract';
import type { Logger } from 'pino';
import type { ServerConfig } from '../config/config.ts';
import type { Db } from '../db/tables.ts';
import type { PageRenderer } from '../files/page-renderer.ts';
import type { ServerKeys } from '../log/server-keys.ts';
import type { PictureVault } from '../retention/picture-vault.ts';
import type { EventBus } from './event-bus.ts';
import type { Jobs } from './jobs.ts';

/** What handlers work with; made once at start. */
export interface ServerParts {
  readonly config: ServerConfig;
  readonly db: Db;
  /** Pages and pictures by the digest of their plain bytes. */
  readonly blobs: PictureVault;
  readonly renderer: PageRenderer;
  readonly events: EventBus;
  readonly jobs: Jobs;
  readonly keys: ServerKeys;
  readonly log: Logger;
  /** Where people reach us; fixed once the port is known. */
  readonly site: Site;
  now(): Instant;
}

/** Our own address as browsers see it. */
export interface Site {
  readonly url: string;
  /** Origins that may call: the address, and in its default form both spellings of this host. */
  readonly origins: readonly string[];
  readonly rpId: string;
}

/** The site of a configured address, or of this host's loopback. */
export function siteOf(publicUrl: string | undefined, port: number): Site {
  const url = new URL(publicUrl ?? `http://localhost:${port}`);
  const origins = publicUrl ? [url.origin] : [url.origin, `http://127.0.0.1:${port}`];
  return { url: url.origin, origins, rpId: url.hostname };
}
