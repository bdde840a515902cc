import { join } from 'node:path';
import { readIfPresent } from '@hufu/durable';
import { type Checkpoint, parseCheckpoint, parseNote } from '@hufu/log';

/** The newest signed head of a log's folder with its bytes; undefined when there is none that can be read. */
export async function readLogHead(
  dir: string,
): Promise<{ readonly checkpoint: Checkpoint; readonly bytes: Uint8Array } | undefined> {
  const bytes = await readIfPresent(join(dir, 'head'));
  const note = bytes && parseNote(bytes);
  const checkpoint = note?.ok ? parseCheckpoint(note.value.text) : undefined;
  return bytes && checkpoint?.ok ? { checkpoint: checkpoint.value, bytes } : undefined;
}
