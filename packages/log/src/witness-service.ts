import { dirname } from 'node:path';
import { acquireProcessLock, makeFolderDurably, readIfPresent, writeFileDurably } from '@hufu/durable';
import { cosign } from './cosignature.ts';
import { formatSignatureLine } from './note.ts';
import type { NoteSigner } from './note-key.ts';
import { decideAddCheckpoint, type WatchedLog, type WitnessState } from './witness.ts';
import { formatWitnessState, parseWitnessState } from './witness-state.ts';

/** What a web framework hands in. */
export interface WitnessHttpRequest {
  readonly method: string;
  /** The path below the submission prefix, `/add-checkpoint`. */
  readonly path: string;
  readonly body: Uint8Array | string;
}

/** What it sends back. */
export interface WitnessHttpResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** A running witness. */
export interface Witness extends AsyncDisposable {
  /** Answers `POST /add-checkpoint` (c2sp.org/tlog-witness); anything else is 404 or 405. */
  handle(request: WitnessHttpRequest): Promise<WitnessHttpResponse>;
  /** The largest trees cosigned, by origin. */
  state(): WitnessState;
  close(): Promise<void>;
}

/** Largest body: 64 proof lines and a note of 16 large signatures fit many times over. */
export const MAX_WITNESS_BODY_BYTES = 256 * 1024;

/** Starts a witness whose memory is one durable file. */
export async function openWitness(options: {
  statePath: string;
  signer: NoteSigner;
  logs: readonly WatchedLog[];
  /** POSIX seconds. */
  now: () => number;
}): Promise<Witness> {
  const { statePath, signer, logs, now } = options;
  await makeFolderDurably(dirname(statePath));
  const lock = await acquireProcessLock(`${statePath}.lock`);
  let state: WitnessState;
  try {
    const bytes = await readIfPresent(statePath);
    state = bytes ? parseWitnessState(bytes, statePath) : new Map();
  } catch (error) {
    await lock.release();
    throw error;
  }
  let queue: Promise<unknown> = Promise.resolve();

  /** Check, store and sign as one turn: two at once could store the smaller tree last. */
  async function addCheckpoint(body: Uint8Array | string): Promise<WitnessHttpResponse> {
    const decision = decideAddCheckpoint(state, logs, body);
    if (decision.kind === 'size')
      return { status: 409, contentType: 'text/x.tlog.size', body: `${decision.size}\n` };
    if (decision.kind === 'refuse') return plain(decision.status, decision.problem);
    // 1 state durable  2 sign  3 answer: a signature that nobody remembers could be contradicted after a crash.
    await writeFileDurably(statePath, formatWitnessState(decision.state));
    state = decision.state;
    const line = await cosign(decision.text, signer, now());
    return plain(200, formatSignatureLine(line).slice(0, -1));
  }

  async function close(): Promise<void> {
    await queue;
    await lock.release();
  }

  return {
    async handle({ method, path, body }) {
      if (path !== '/add-checkpoint') return plain(404, 'no such resource');
      if (method !== 'POST') return plain(405, 'POST wanted');
      if (body.length > MAX_WITNESS_BODY_BYTES) return plain(413, 'too large');
      const turn = queue.then(() => addCheckpoint(body));
      queue = turn.catch(() => undefined);
      return await turn;
    },
    state: () => state,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function plain(status: number, line: string): WitnessHttpResponse {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${line}\n` };
}
