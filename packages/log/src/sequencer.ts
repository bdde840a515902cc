import { join } from 'node:path';
import { accept, HufuError, type Result, refuse, sameBytes } from '@hufu/contract';
import { writeFileDurably } from '@hufu/durable';
import { formatCheckpoint } from './checkpoint.ts';
import { LOG_FILES } from './log-folder.ts';
import { signNote } from './note.ts';
import type { NoteSigner } from './note-key.ts';
import { addSideLines, type SideSigner } from './side-signature.ts';
import { formatStaging, type StagedBatch } from './staging.ts';
import { utf8 } from './text.ts';
import { tilePath } from './tile.ts';
import type { TileStore } from './tile-store.ts';
import { edgeRoot, grow, type TreeEdge } from './tree-edge.ts';

/** Where entries came to stand, and the size of the tree that holds them. */
export interface Appended {
  readonly firstIndex: number;
  readonly size: number;
}

/** Puts entries in order and on disk, many callers in one batch. */
export interface Sequencer {
  readonly edge: TreeEdge;
  readonly head: string;
  /** Appends; with `at` only exactly there. Resolves when a signed head over the entries is durable. */
  append(entries: readonly Uint8Array[], at?: number): Promise<Result<Appended>>;
  /** Writes a batch that a crash cut short. */
  finish(batch: StagedBatch): Promise<void>;
  /** Waits for what was begun, and takes no more. */
  stop(): Promise<void>;
}

interface Waiting {
  readonly entries: readonly Uint8Array[];
  readonly at: number | undefined;
  readonly settle: (result: Result<Appended>) => void;
  readonly fail: (error: unknown) => void;
}

/** Entries in one batch at most: bounds memory and the time until the first caller is answered. */
const MAX_BATCH = 4096;

/** Starts a sequencer at an edge. `read` gives stored entries, to judge repeats. */
export function startSequencer(options: {
  dir: string;
  origin: string;
  signer: NoteSigner;
  beside: readonly SideSigner[];
  store: TileStore;
  edge: TreeEdge;
  head: string;
  read: (from: number, to: number) => Promise<readonly Uint8Array[]>;
}): Sequencer {
  const { dir, origin, signer, beside, store, read } = options;
  let { edge, head } = options;
  const waiting: Waiting[] = [];
  let isStopped = false;
  let running: Promise<void> | undefined;

  /*
   * Order of effects, each durable before the next begins:
   *   1 staging: the batch itself     2 bundles and tiles, in any order     3 head: the signed root
   * Crash before 1: nothing happened. After 1 or in 2: the next start writes the batch again from staging; the files
   * come out the same, so those already there are kept, whichever they are. After 3: the batch stands; staging is behind and ignored.
   * Nobody is answered, and nothing is signed, before 3: what was acknowledged is never lost (I6).
   */
  async function writeBatch(entries: readonly Uint8Array[]): Promise<void> {
    await writeFileDurably(join(dir, LOG_FILES.staging), formatStaging({ from: edge.size, entries }));
    await finish({ from: edge.size, entries });
  }

  async function finish({ entries }: StagedBatch): Promise<void> {
    const next = grow(edge, entries);
    // Side by side, so that the disk syncs them in few rounds. All are waited for, also when one fails: nothing of this
    // batch may reach the disk after its callers were refused.
    const written = await Promise.allSettled(
      next.writes.map(({ tile, bytes }) => store.writeOnce(tilePath(tile), bytes)),
    );
    for (const write of written) if (write.status === 'rejected') throw write.reason;
    const text = formatCheckpoint({
      origin,
      size: next.edge.size,
      root: edgeRoot(next.edge),
      extensions: [],
    });
    const signed = addSideLines(await signNote(text, [signer]), beside);
    await writeFileDurably(join(dir, LOG_FILES.head), utf8(signed));
    edge = next.edge;
    head = signed;
  }

  /** Judges one caller against the tree and what this batch holds already; adds its entries to the batch. */
  async function admit(request: Waiting, batch: Uint8Array[]): Promise<Result<number>> {
    const size = edge.size + batch.length;
    const { entries, at = size } = request;
    const tooLarge = entries.find((entry) => entry.length > 0xffff);
    if (tooLarge) return refuse('LOG_ENTRY_TOO_LARGE', { sizeBytes: tooLarge.length });
    if (!Number.isSafeInteger(at) || at < 0 || at > size) return refuse('LOG_GAP', { index: at, size });
    const repeated = Math.min(entries.length, size - at);
    // Most calls repeat nothing: they must not pay for reading a bundle.
    const stored = repeated > 0 ? await read(at, Math.min(at + repeated, edge.size)) : [];
    const known = [
      ...stored,
      ...batch.slice(Math.max(0, at - edge.size), Math.max(0, at + repeated - edge.size)),
    ];
    for (let i = 0; i < repeated; i++) {
      const [mine, theirs] = [entries[i], known[i]];
      if (!mine || !theirs || !sameBytes(mine, theirs)) return refuse('LOG_CONFLICT', { index: at + i });
    }
    batch.push(...entries.slice(repeated));
    return accept(at);
  }

  async function runOnce(): Promise<void> {
    const batch: Uint8Array[] = [];
    const answers: { request: Waiting; firstIndex: number }[] = [];
    try {
      while (waiting.length > 0 && batch.length < MAX_BATCH) {
        const request = waiting.shift();
        if (request === undefined) break;
        try {
          const admitted = await admit(request, batch);
          if (admitted.ok) answers.push({ request, firstIndex: admitted.value });
          else request.settle(admitted);
        } catch (error) {
          request.fail(error);
        }
      }
      if (batch.length > 0) await writeBatch(batch);
      for (const { request, firstIndex } of answers) request.settle(accept({ firstIndex, size: edge.size }));
    } catch (error) {
      // What reached the disk is unknown now; only a new start can tell.
      isStopped = true;
      for (const { request } of answers) request.fail(error);
    }
  }

  async function run(): Promise<void> {
    // Callers of the same tick share one batch, and so one round of fsyncs.
    await Promise.resolve();
    while (waiting.length > 0) {
      if (isStopped) for (const { fail } of waiting.splice(0)) fail(new HufuError('LOG_STOPPED'));
      else await runOnce();
    }
    running = undefined;
  }

  return {
    get edge() {
      return edge;
    },
    get head() {
      return head;
    },
    finish,
    append(entries, at) {
      return new Promise((settle, fail) => {
        if (isStopped) return fail(new HufuError('LOG_STOPPED'));
        waiting.push({ entries: entries.map((entry) => entry.slice()), at, settle, fail });
        running ??= run();
      });
    },
    async stop() {
      await running;
      isStopped = true;
    },
  };
}
