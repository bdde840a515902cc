import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { accept, type Result, refuse } from '@hufu/contract';
import { errnoOf, ioFault } from '@hufu/durable';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { parseNote, verifyNote } from './note.ts';
import type { NoteKey } from './note-key.ts';
import { fromUtf8 } from './text.ts';
import { TILE_WIDTH, tilePath } from './tile.ts';

/** Names inside a log's folder, beside `tile/`. */
export const LOG_FILES = {
  /** The newest tree head the log signed: what a restart goes by. Not served. */
  head: 'head',
  /** The newest published checkpoint with its cosignatures. */
  checkpoint: 'checkpoint',
  /** The batch being written. */
  staging: 'staging',
  lock: 'lock',
} as const;

/** A checkpoint in a file, verified to be this log's own. */
export function readOwnCheckpoint(
  bytes: Uint8Array,
  file: string,
  origin: string,
  key: NoteKey,
): Result<{ text: string; checkpoint: Checkpoint }> {
  const bad = (problem: string) => refuse('LOG_INCONSISTENT', { problem: `${file}: ${problem}` });
  const text = fromUtf8(bytes) ?? '';
  const note = parseNote(text);
  if (!note.ok) return bad(String(note.context.problem));
  const signed = verifyNote(note.value, [key]);
  if (!signed.ok) return bad('not signed with the key of this log');
  const checkpoint = parseCheckpoint(note.value.text);
  if (!checkpoint.ok) return bad(String(checkpoint.context.problem));
  if (checkpoint.value.origin !== origin) return bad(`it is of another log, ${checkpoint.value.origin}`);
  return accept({ text, checkpoint: checkpoint.value });
}

/** A file of tiles or bundles beyond a tree of `size`: only a head that was rolled back leaves one. */
export async function findBeyond(dir: string, size: number): Promise<string | undefined> {
  const index = Math.floor(size / TILE_WIDTH);
  const width = size % TILE_WIDTH;
  for (const level of ['entries', 0] as const) {
    const here = tilePath({ level, index, width: TILE_WIDTH });
    const next = tilePath({ level, index: index + 1, width: TILE_WIDTH });
    for (const path of [here, next]) {
      if (await exists(join(dir, path))) return path;
      const wider = (await names(join(dir, `${path}.p`))).find(
        (name) => path === next || Number(name) > width,
      );
      // A temp file left by a crash begins with a dot; it is never read.
      if (wider !== undefined) return `${path}.p/${wider}`;
    }
  }
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  const folder = join(path, '..');
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (await names(folder)).includes(name);
}

async function names(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => !name.startsWith('.'));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw ioFault(error, folder);
  }
}
