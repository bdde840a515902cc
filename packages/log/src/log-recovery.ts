import { join } from 'node:path';
import { HufuError, sameBytes, valueOrThrow } from '@hufu/contract';
import { readIfPresent, writeFileDurably } from '@hufu/durable';
import { type Checkpoint, formatCheckpoint } from './checkpoint.ts';
import { findBeyond, LOG_FILES, readOwnCheckpoint } from './log-folder.ts';
import { EMPTY_ROOT } from './merkle.ts';
import { rootAt } from './merkle-proof.ts';
import { signNote } from './note.ts';
import type { NoteSigner } from './note-key.ts';
import { parseStaging, type StagedBatch } from './staging.ts';
import { utf8 } from './text.ts';
import { hashReader } from './tile-reader.ts';
import type { TileStore } from './tile-store.ts';
import { checkWholeTree, type Difference, loadEdge, rootDifference } from './tree-check.ts';
import type { TreeEdge } from './tree-edge.ts';

/** Trees up to this size are recomputed whole at each start; larger ones at their edge (`fsck` reads all). */
export const FULL_CHECK_UP_TO = 1 << 16;

/** What a start found on disk. */
export interface Recovered {
  readonly edge: TreeEdge;
  readonly head: string;
  /** The published checkpoint, if one was. */
  readonly published: { readonly text: string; readonly checkpoint: Checkpoint } | undefined;
  /** A batch that was begun and must now be written to its end. */
  readonly unfinished: StagedBatch | undefined;
}

/** Reads a log's folder, or begins one; throws LOG_INCONSISTENT rather than sign over anything that does not fit. */
export async function recoverLog(
  dir: string,
  origin: string,
  signer: NoteSigner,
  store: TileStore,
): Promise<Recovered> {
  const headBytes = (await readIfPresent(join(dir, LOG_FILES.head))) ?? (await beginLog(dir, origin, signer));
  const head = valueOrThrow(readOwnCheckpoint(headBytes, LOG_FILES.head, origin, signer.key));
  const { size, root } = head.checkpoint;

  const { edge, differences } = await loadEdge(store.read, size);
  refuseOn([...differences, ...rootDifference(edge, root)]);
  if (size <= FULL_CHECK_UP_TO) refuseOn(await checkWholeTree(store.read, size, root));

  const unfinished = await unfinishedBatch(dir, size);
  // A batch may have been cut anywhere, so only without one do tiles beyond the head mean a rolled-back head.
  const beyond = unfinished ? undefined : await findBeyond(dir, size);
  if (beyond !== undefined) refuseOn([{ path: beyond, problem: `is beyond the head's ${size} entries` }]);
  return {
    edge,
    head: head.text,
    unfinished,
    published: await readPublished(dir, origin, signer, store, size),
  };
}

async function beginLog(dir: string, origin: string, signer: NoteSigner): Promise<Uint8Array> {
  const stray =
    (await findBeyond(dir, 0)) ??
    ((await readIfPresent(join(dir, LOG_FILES.checkpoint))) && LOG_FILES.checkpoint) ??
    ((await readIfPresent(join(dir, LOG_FILES.staging))) && LOG_FILES.staging);
  if (stray) refuseOn([{ path: LOG_FILES.head, problem: `is missing, though ${stray} is there` }]);
  const text = formatCheckpoint({ origin, size: 0, root: EMPTY_ROOT, extensions: [] });
  const bytes = utf8(await signNote(text, [signer]));
  await writeFileDurably(join(dir, LOG_FILES.head), bytes);
  return bytes;
}

async function unfinishedBatch(dir: string, size: number): Promise<StagedBatch | undefined> {
  const bytes = await readIfPresent(join(dir, LOG_FILES.staging));
  if (bytes === undefined) return undefined;
  const batch = valueOrThrow(parseStaging(bytes));
  if (batch.from === size) return batch;
  // The head is written last, so it is where the batch began or where it ended.
  if (batch.from + batch.entries.length === size) return undefined;
  throw new HufuError('LOG_INCONSISTENT', {
    context: {
      problem: `head: has ${size} entries, the last batch went from ${batch.from} to ${batch.from + batch.entries.length}`,
    },
  });
}

async function readPublished(
  dir: string,
  origin: string,
  signer: NoteSigner,
  store: TileStore,
  size: number,
): Promise<Recovered['published']> {
  const bytes = await readIfPresent(join(dir, LOG_FILES.checkpoint));
  if (bytes === undefined) return undefined;
  const published = valueOrThrow(readOwnCheckpoint(bytes, LOG_FILES.checkpoint, origin, signer.key));
  const { checkpoint } = published;
  if (checkpoint.size > size) {
    refuseOn([
      { path: LOG_FILES.checkpoint, problem: `has ${checkpoint.size} entries, the head only ${size}` },
    ]);
  }
  const root = await rootAt(checkpoint.size, hashReader(store.read, size));
  if (!sameBytes(root, checkpoint.root)) {
    refuseOn([
      { path: LOG_FILES.checkpoint, problem: `its root is not that of the first ${checkpoint.size} entries` },
    ]);
  }
  return published;
}

function refuseOn(differences: readonly Difference[]): void {
  const [first] = differences;
  if (first === undefined) return;
  const more = differences.length > 1 ? ` (+${differences.length - 1})` : '';
  throw new HufuError('LOG_INCONSISTENT', {
    context: { problem: `${first.path}: ${first.problem}${more}`, differences, command: 'hufu doctor' },
  });
}
