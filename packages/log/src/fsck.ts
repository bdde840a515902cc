import { join } from 'node:path';
import { sameBytes } from '@hufu/contract';
import { readIfPresent } from '@hufu/durable';
import { parseCheckpoint } from './checkpoint.ts';
import { findBeyond, LOG_FILES } from './log-folder.ts';
import { rootAt } from './merkle-proof.ts';
import { parseNote, verifyNote } from './note.ts';
import type { NoteKey } from './note-key.ts';
import { parseStaging } from './staging.ts';
import { hashReader } from './tile-reader.ts';
import { diskTileStore } from './tile-store.ts';
import { checkWholeTree, type Difference } from './tree-check.ts';

/** What `fsck` found; `differences` is empty when all is well. */
export interface FsckReport {
  readonly origin: string | undefined;
  readonly size: number;
  readonly differences: readonly Difference[];
}

/** Re-reads everything in a log's folder and recomputes the tree from its entries; changes nothing, takes no lock. */
export async function fsck(
  dir: string,
  options: { key?: NoteKey; progress?: (done: number, total: number) => void } = {},
): Promise<FsckReport> {
  const store = diskTileStore(dir);
  const head = await readHead(dir, LOG_FILES.head, options.key);
  if (head.checkpoint === undefined) return { origin: undefined, size: 0, differences: head.differences };
  const { origin, size, root } = head.checkpoint;
  const differences = [
    ...head.differences,
    ...(await checkWholeTree(store.read, size, root, options.progress)),
  ];

  const staged = await readIfPresent(join(dir, LOG_FILES.staging));
  const batch = staged && parseStaging(staged);
  if (batch && !batch.ok) differences.push({ path: LOG_FILES.staging, problem: 'damaged' });
  const isUnfinished = batch?.ok === true && batch.value.from === size;
  const beyond = isUnfinished ? undefined : await findBeyond(dir, size);
  if (beyond !== undefined)
    differences.push({ path: beyond, problem: `is beyond the head's ${size} entries` });

  if ((await readIfPresent(join(dir, LOG_FILES.checkpoint))) !== undefined) {
    const { checkpoint, differences: more } = await readHead(dir, LOG_FILES.checkpoint, options.key);
    differences.push(...more);
    if (checkpoint && checkpoint.size > size) {
      differences.push({
        path: LOG_FILES.checkpoint,
        problem: `has ${checkpoint.size} entries, the head only ${size}`,
      });
    } else if (checkpoint && differences.length === 0) {
      const at = await rootAt(checkpoint.size, hashReader(store.read, size));
      if (!sameBytes(at, checkpoint.root)) {
        differences.push({
          path: LOG_FILES.checkpoint,
          problem: `its root is not that of the first ${checkpoint.size} entries`,
        });
      }
    }
  }
  return { origin, size, differences };
}

async function readHead(dir: string, file: string, key: NoteKey | undefined) {
  const bytes = await readIfPresent(join(dir, file));
  if (bytes === undefined)
    return { checkpoint: undefined, differences: [{ path: file, problem: 'missing' }] };
  const note = parseNote(bytes);
  if (!note.ok)
    return { checkpoint: undefined, differences: [{ path: file, problem: String(note.context.problem) }] };
  const differences: Difference[] = [];
  if (key && !verifyNote(note.value, [key]).ok)
    differences.push({ path: file, problem: 'not signed with the key given' });
  const checkpoint = parseCheckpoint(note.value.text);
  if (checkpoint.ok) return { checkpoint: checkpoint.value, differences };
  return {
    checkpoint: undefined,
    differences: [...differences, { path: file, problem: String(checkpoint.context.problem) }],
  };
}
