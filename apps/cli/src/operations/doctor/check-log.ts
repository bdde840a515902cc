import { join } from 'node:path';
import { fromHex } from '@hufu/contract';
import { readIfPresent } from '@hufu/durable';
import { KEY_TYPE, type NoteKey, seedSigner } from '@hufu/log';
import { fsck } from '@hufu/log/node';
import { readLogHead } from '../log-head.ts';
import type { ServerData } from '../server-data.ts';
import type { CheckTalk } from './difference.ts';

/** Re-reads the folder of the log and recomputes its tree. */
export async function checkLogFolder(data: ServerData, talk: CheckTalk): Promise<void> {
  const key = await ownKey(data);
  let size = (await readLogHead(data.logDir))?.checkpoint.size;
  for (;;) {
    const report = await fsck(data.logDir, { ...(key ? { key } : {}), progress: talk.progress });
    const now = (await readLogHead(data.logDir))?.checkpoint.size;
    // The log of a running server may have grown past the head we began with: then its right edge looks torn.
    if (data.isLive && report.differences.length > 0 && now !== size) {
      size = now;
      continue;
    }
    for (const { path, problem } of report.differences) talk.difference(join('log', path), problem);
    return;
  }
}

/** The key that must have signed the head, where this host holds it. */
async function ownKey(data: ServerData): Promise<NoteKey | undefined> {
  const seed = await readIfPresent(data.config.log.keyFile);
  const head = await readLogHead(data.logDir);
  const hex = seed && Buffer.from(seed).toString('latin1').trim();
  if (!head || !hex || !/^[0-9a-f]{64}$/.test(hex)) return undefined;
  return seedSigner(head.checkpoint.origin, KEY_TYPE.ed25519, fromHex(hex)).key;
}
