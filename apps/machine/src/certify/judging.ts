import { type AttemptOutcome, type AttemptRef, decodeFrame, encodeFrame } from '@hufu/press';
import type { DrillAuthorization } from '../drill/drill-village.ts';
import type { CertifyBench } from './bench.ts';

/** An invariant that the controller broke, and how it showed. */
export interface Broken {
  readonly invariant: string;
  readonly detail: string;
}

/** One thing that every controller must do, or must never do. */
export interface Check {
  readonly name: string;
  /** Invariants that it may find broken (MACHINE.md 2). */
  readonly invariants: readonly string[];
  readonly needs?: 'power' | 'zone';
  readonly run: (bench: CertifyBench) => Promise<Broken[]>;
}

/** The first attempt at an impression, unless told. */
export const refOf = ({ payload }: DrillAuthorization, k = 0, a = 0): AttemptRef => ({
  authorization: payload.id,
  k,
  a,
});
/** One invariant, broken in one way. */
export const broke = (invariant: string, detail: string): Broken[] => [{ invariant, detail }];

/** Contacts so far: counted outside of the controller where somebody counts, else as it says itself. */
export async function contactsNow(bench: CertifyBench): Promise<number> {
  return (await bench.contacts()) ?? (await bench.status()).counters.H;
}

/** Holds what the controller says of an attempt against the contacts since. */
export async function judge(bench: CertifyBench, ref: AttemptRef, truth: number): Promise<Broken[]> {
  const settled = await bench.client.resolve({ ...ref, preHash: bench.preHash });
  const made = (await contactsNow(bench)) - truth;
  const outcome = settled.ok ? settled.value.outcome : undefined;
  if (made > 1) return broke('M1', `${made} contacts of one attempt`);
  if (outcome === 'notExecuted' && made > 0) return broke('M2', 'not executed after a contact');
  if (outcome === 'executed' && made < 1) return broke('M3', 'executed without a contact');
  if (!settled.ok && made > 0)
    return broke('M4', `a contact that the ledger knows nothing of: ${settled.code}`);
  return [];
}

/** How a press of the suite ended, and what was wrong with it. */
interface Pressed {
  readonly broken: Broken[];
  readonly outcome: AttemptOutcome | undefined;
}

/** Presses and holds everything that is said about it against everything else. */
async function pressOnce(bench: CertifyBench, ref: AttemptRef): Promise<Pressed> {
  const { client, preHash } = bench;
  const H = (await bench.status()).counters.H;
  const truth = await bench.contacts();
  const { lastAttempt } = await bench.registers();
  const stopBeats = client.keepBeating();
  const pressed = await client.press({ ...ref, preHash });
  if (!pressed.ok) {
    stopBeats();
    return { broken: broke('M5', `an honest order was refused: ${pressed.code}`), outcome: undefined };
  }
  const registers = await bench.registers();
  const settled = await client.settled(ref);
  // Whatever follows the receipt by itself shows within a moment, and may take its time; a host that fell silent would stop it.
  await bench.pause(300);
  await bench.atRest();
  stopBeats();
  if (!settled.ok)
    return {
      broken: broke('M3', `no receipt of an attempt that ended: ${settled.code}`),
      outcome: undefined,
    };
  const { outcome, receipt } = settled.value;
  const found: Broken[] = [];
  const bad = (invariant: string, detail: string) => found.push({ invariant, detail });
  // What is told of the ledger is durable: the claim must be there before the order is answered.
  if (registers.lastAttempt <= lastAttempt) bad('M4', 'the order was accepted before its claim was durable');
  const after = await bench.status();
  const real = await bench.contacts();
  const made = real === undefined || truth === undefined ? after.counters.H - H : real - truth;
  if (made > 1) bad('M1', `${made} contacts for one order`);
  if (outcome === 'executed' && made < 1) bad('M3', 'executed without a contact');
  if (outcome === 'notExecuted' && made > 0) bad('M2', 'not executed after a contact');
  if (outcome === 'executed' && receipt.H1 !== receipt.H0 + 1)
    bad('M3', `the receipt says executed with H0=${receipt.H0}, H1=${receipt.H1}`);
  if (receipt.H0 !== H || (made === 1 && receipt.H1 !== after.counters.H))
    bad('M3', `the receipt says H ${receipt.H0}→${receipt.H1}, the counter went ${H}→${after.counters.H}`);
  if (receipt.authorization !== ref.authorization || receipt.k !== ref.k || receipt.attempt !== ref.a)
    bad('M3', `the receipt is for ${receipt.authorization} ${receipt.k}/${receipt.attempt}`);
  if (!Buffer.from(receipt.preHash).equals(preHash))
    bad('M3', 'the receipt names other frames than those that the order rested on');
  const { counters } = receipt;
  if (counters.A + counters.D + counters.V + counters.U !== counters.L)
    bad('M8', 'the registers in the receipt do not add up');
  if (after.mode !== 'ready' && outcome === 'executed' && found.length === 0)
    bad('M5', `an honest press ends in mode ${after.mode}`);
  return { broken: found, outcome };
}

/** How often an honest controller may lose its host on a busy bench before that is its own doing. */
const ATTEMPTS = 6;

/**
 * Presses until the impression is executed. On a busy bench our own signs of life may come too late; a controller that
 * then goes up again and says 'not executed' is honest, and nobody may be called broken for what is pressed afterwards.
 */
export async function pressUntilExecuted(
  bench: CertifyBench,
  first: AttemptRef,
): Promise<{ readonly broken: Broken[]; readonly executed: AttemptRef }> {
  for (let a = first.a; a < first.a + ATTEMPTS; a++) {
    const ref = { ...first, a };
    const { broken, outcome } = await pressOnce(bench, ref);
    if (broken.length > 0 || outcome === 'executed') return { broken, executed: ref };
    if (outcome === 'unknown')
      return { broken: broke('M5', 'a press in which nothing went wrong ends unknown'), executed: ref };
  }
  return {
    broken: broke('M5', `an honest order was not carried out in ${ATTEMPTS} attempts`),
    executed: first,
  };
}

/** Orders what must be refused. */
export async function mustRefuse(
  bench: CertifyBench,
  ref: AttemptRef,
  invariant: string,
  what: string,
): Promise<Broken[]> {
  const truth = await contactsNow(bench);
  const pressed = await bench.client.press({ ...ref, preHash: bench.preHash });
  if (!pressed.ok) return [];
  const settled = await bench.client.settled(ref);
  const made = (await contactsNow(bench)) - truth;
  return broke(
    invariant,
    `${what} was accepted: ${settled.ok ? settled.value.outcome : settled.code}, ${made} contacts`,
  );
}

/** The first thing that was found; what comes after it is not asked any more. */
export async function firstOf(steps: readonly (() => Promise<Broken[]>)[]): Promise<Broken[]> {
  for (const step of steps) {
    const found = await step();
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * Whether the controller answers these bytes, both times that they come. What is heard once may be the late answer of a busy
 * controller to an honest frame before, and nobody is called broken for that.
 */
export async function answers(bench: CertifyBench, bytes: Uint8Array, waitMs: number): Promise<boolean> {
  if ((await bench.raw(bytes, waitMs)) === 0) return false;
  await bench.silence();
  return (await bench.raw(bytes, Math.max(waitMs, 120))) > 0;
}

/** A copy with one bit turned over. */
export function flipBit(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at >> 3] = (copy[at >> 3] ?? 0) ^ (1 << (at & 7));
  return copy;
}

/** Length of a sealed payload's end: counter u32 and MAC. */
const COUNTER_AND_TAG = 20;

/** A sealed frame whose counter runs ahead and whose MAC is the old one, under a checksum that is right. */
export function unsealed(wire: Uint8Array): Uint8Array | undefined {
  const frame = decodeFrame(wire.subarray(0, -1));
  if (!frame) return undefined;
  const payload = Uint8Array.from(frame.payload);
  const at = payload.length - COUNTER_AND_TAG;
  if (at < 0) return undefined;
  const view = new DataView(payload.buffer);
  view.setUint32(at, view.getUint32(at) + 1000);
  return encodeFrame({ ...frame, payload });
}
