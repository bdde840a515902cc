import { join } from 'node:path';
import { accept, type Result, refuse, sameBytes, valueOrThrow } from '@hufu/contract';
import { acquireProcessLock, makeFolderDurably, writeFileDurably } from '@hufu/durable';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { LOG_FILES, readOwnCheckpoint } from './log-folder.ts';
import { recoverLog } from './log-recovery.ts';
import { proveConsistency, proveInclusion, rootAt } from './merkle-proof.ts';
import { parseNote } from './note.ts';
import type { NoteSigner } from './note-key.ts';
import { formatProof } from './proof-file.ts';
import { type Appended, startSequencer } from './sequencer.ts';
import type { SideSigner } from './side-signature.ts';
import { utf8 } from './text.ts';
import { parseBundle, parseTilePath, TILE_WIDTH, tilePath, tileWidth } from './tile.ts';
import { hashReader, tileCache } from './tile-reader.ts';
import { diskTileStore } from './tile-store.ts';

/** A file of the log as a web server hands it out. */
export interface ServedFile {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly cacheControl: string;
}

/** An append-only log on disk with one writer. */
export interface Log extends AsyncDisposable {
  readonly origin: string;
  readonly size: number;
  /** Appends at the end; durable and under a signed head when it resolves. */
  append(entries: readonly Uint8Array[]): Promise<Appended>;
  /** Appends exactly at `index`: refuses a gap (LOG_GAP) and other content (LOG_CONFLICT), accepts a repeat. */
  appendAt(index: number, entries: readonly Uint8Array[]): Promise<Result<Appended>>;
  /** The newest head with the log's own signature: what witnesses are asked to cosign. */
  checkpoint(): string;
  /** The newest published checkpoint with its cosignatures; undefined before the first. */
  published(): string | undefined;
  /** Publishes a checkpoint of this log (with cosignatures); never an older one than before. */
  publish(signedCheckpoint: string): Promise<Result<Checkpoint>>;
  /** The stored entry. */
  entry(index: number): Promise<Result<Uint8Array>>;
  proveInclusion(index: number, size: number): Promise<Result<Uint8Array[]>>;
  proveConsistency(size1: number, size2: number): Promise<Result<Uint8Array[]>>;
  /** A `.tlog-proof` of an entry in this checkpoint (the published one when left out). */
  tlogProof(
    index: number,
    options?: { signedCheckpoint?: string; extra?: Uint8Array },
  ): Promise<Result<string>>;
  /** A file under the log's URL prefix (`checkpoint`, `tile/...`), or undefined for 404. */
  serve(path: string): Promise<ServedFile | undefined>;
  close(): Promise<void>;
}

/** Opens (or begins) a log; refuses with LOG_INCONSISTENT when head, tiles and published checkpoint disagree. */
export async function openLog(options: {
  dir: string;
  origin: string;
  signer: NoteSigner;
  /** Signers of other algorithms, whose lines stand beside the Ed25519 one. */
  beside?: readonly SideSigner[];
}): Promise<Log> {
  const { dir, origin, signer, beside = [] } = options;
  // Policies find the log's key by the origin, so they must be one name (c2sp.org/tlog-policy).
  if (signer.key.name !== origin)
    throw new RangeError(`the key is named ${signer.key.name}, the log ${origin}`);
  await makeFolderDurably(dir);
  const lock = await acquireProcessLock(join(dir, LOG_FILES.lock));
  try {
    return await startLog(dir, origin, signer, beside, lock.release);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function startLog(
  dir: string,
  origin: string,
  signer: NoteSigner,
  beside: readonly SideSigner[],
  release: () => Promise<void>,
): Promise<Log> {
  const store = diskTileStore(dir);
  const cache = tileCache();
  const recovered = await recoverLog(dir, origin, signer, store);
  let { published } = recovered;
  const sequencer = startSequencer({
    dir,
    origin,
    signer,
    beside,
    store,
    edge: recovered.edge,
    head: recovered.head,
    read: entriesBetween,
  });
  if (recovered.unfinished) await sequencer.finish(recovered.unfinished);

  const currentSize = () => sequencer.edge.size;
  /** Partial tiles are read at today's width: it covers every smaller tree. */
  const reader = () => hashReader(store.read, currentSize(), cache);

  async function entriesBetween(from: number, to: number): Promise<readonly Uint8Array[]> {
    const found: Uint8Array[] = [];
    for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < to; index++) {
      const tile = { level: 'entries' as const, index, width: tileWidth('entries', index, currentSize()) };
      const bytes = (await store.read(tilePath(tile))) ?? new Uint8Array(0);
      const entries = valueOrThrow(parseBundle(tile, bytes));
      const first = index * TILE_WIDTH;
      found.push(...entries.slice(Math.max(0, from - first), Math.max(0, to - first)));
    }
    return found;
  }

  function inRange(size: number): boolean {
    return Number.isSafeInteger(size) && size >= 0 && size <= currentSize();
  }

  async function publish(signedCheckpoint: string): Promise<Result<Checkpoint>> {
    const own = readOwnCheckpoint(utf8(signedCheckpoint), LOG_FILES.checkpoint, origin, signer.key);
    if (!own.ok) return own;
    const { size, root } = own.value.checkpoint;
    const no = (problem: string) => refuse('CHECKPOINT_ROLLED_BACK', { problem });
    const before = published?.checkpoint.size ?? 0;
    if (size < before) return no(`${size} entries are fewer than the ${before} published`);
    if (!inRange(size)) return no(`${size} entries are more than the log has`);
    if (!sameBytes(await rootAt(size, reader()), root))
      return no(`the root is not that of the first ${size} entries`);
    await writeFileDurably(join(dir, LOG_FILES.checkpoint), utf8(signedCheckpoint));
    published = own.value;
    return accept(own.value.checkpoint);
  }

  async function tlogProof(
    index: number,
    { signedCheckpoint, extra }: { signedCheckpoint?: string; extra?: Uint8Array } = {},
  ): Promise<Result<string>> {
    const note = parseNote(signedCheckpoint ?? published?.text ?? sequencer.head);
    if (!note.ok) return note;
    const checkpoint = parseCheckpoint(note.value.text);
    if (!checkpoint.ok) return checkpoint;
    const { size } = checkpoint.value;
    if (!inRange(size)) return refuse('LOG_INDEX_OUT_OF_RANGE', { index, size: currentSize() });
    const hashes = await proveInclusion(index, size, reader());
    if (!hashes.ok) return hashes;
    return accept(
      formatProof({ ...(extra ? { extra } : {}), index, hashes: hashes.value, checkpoint: note.value }),
    );
  }

  async function serve(path: string): Promise<ServedFile | undefined> {
    if (path === LOG_FILES.checkpoint) {
      const text = published?.text ?? sequencer.head;
      return { bytes: utf8(text), contentType: 'text/plain; charset=utf-8', cacheControl: 'no-cache' };
    }
    const tile = parseTilePath(path);
    // A batch being written is not shown before its head stands.
    if (tile === undefined || tile.width > tileWidth(tile.level, tile.index, currentSize())) return undefined;
    const bytes = await store.read(path);
    return (
      bytes && {
        bytes,
        contentType: 'application/octet-stream',
        cacheControl: 'public, max-age=31536000, immutable',
      }
    );
  }

  async function close(): Promise<void> {
    await sequencer.stop();
    await release();
  }

  return {
    origin,
    get size() {
      return currentSize();
    },
    append: async (entries) => valueOrThrow(await sequencer.append(entries)),
    appendAt: (index, entries) => sequencer.append(entries, index),
    checkpoint: () => sequencer.head,
    published: () => published?.text,
    publish,
    async entry(index) {
      if (!Number.isSafeInteger(index) || index < 0 || index >= currentSize()) {
        return refuse('LOG_INDEX_OUT_OF_RANGE', { index, size: currentSize() });
      }
      const [entry] = await entriesBetween(index, index + 1);
      return entry ? accept(entry) : refuse('LOG_INDEX_OUT_OF_RANGE', { index, size: currentSize() });
    },
    async proveInclusion(index, size) {
      if (!inRange(size)) return refuse('LOG_INDEX_OUT_OF_RANGE', { index: size, size: currentSize() });
      return await proveInclusion(index, size, reader());
    },
    async proveConsistency(size1, size2) {
      if (!inRange(size2)) return refuse('LOG_INDEX_OUT_OF_RANGE', { index: size2, size: currentSize() });
      return await proveConsistency(size1, size2, reader());
    },
    tlogProof,
    serve,
    close,
    [Symbol.asyncDispose]: close,
  };
}
