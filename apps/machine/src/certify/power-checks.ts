import { valueOrThrow } from '@hufu/contract';
import type { AttemptRef } from '@hufu/press';
import type { CertifyBench } from './bench.ts';
import {
  type Broken,
  broke,
  type Check,
  contactsNow,
  firstOf,
  judge,
  mustRefuse,
  pressUntilExecuted,
  refOf,
} from './judging.ts';
import { lockedAcrossPowerCut } from './trust-checks.ts';

/** When the power is cut: so long after the order was accepted, or as soon as the die has touched. */
type Moment = number | 'contact';

/** Where it may have touched comes first, for there most is hidden; each cut costs the controller a start. */
function momentsOf(zoneMs: number | undefined): readonly Moment[] {
  return zoneMs === undefined ? ['contact', 45, 15, 0] : ['contact', zoneMs + 5, zoneMs - 10, zoneMs / 2, 0];
}

/** Waits until the moment; a busy bench must not turn the cut after the contact into one before it. */
async function waitFor(bench: CertifyBench, moment: Moment, truth: number): Promise<void> {
  if (moment !== 'contact') {
    await bench.pause(moment);
    return;
  }
  const giveUpAt = bench.time.now() + 5000;
  while (bench.time.now() < giveUpAt) {
    const counted = await bench.contacts();
    if (counted !== undefined && counted > truth) return;
    const { motion } = await bench.status();
    // Without a count from outside the way up is the first sign.
    if (motion === 'idle' || (counted === undefined && motion === 'retracting')) return;
    await bench.pause(2);
  }
}

async function cutInMotion(bench: CertifyBench, moment: Moment): Promise<Broken[]> {
  const authorization = await bench.grant();
  const ref = refOf(authorization);
  const truth = await contactsNow(bench);
  const stopBeats = bench.client.keepBeating();
  valueOrThrow(await bench.client.press({ ...ref, preHash: bench.preHash }));
  await waitFor(bench, moment, truth);
  stopBeats();
  await bench.cycle();
  const registers = await bench.registers();
  if (registers.open !== null) return broke('M6', 'an attempt is still open after a power cut');
  const known = await bench.client.receipt(ref);
  if (!known.ok)
    return broke(
      'M4',
      `the order was accepted, and after a power cut the ledger knows no claim of it: ${known.code}`,
    );
  const judged = await judge(bench, ref, truth);
  if (judged.length === 0) await bench.release();
  return judged;
}

async function remembers(bench: CertifyBench): Promise<Broken[]> {
  const authorization = await bench.grant(2);
  const { broken, executed } = await pressUntilExecuted(bench, refOf(authorization));
  if (broken.length > 0) return broken;
  const { boot, counters } = await bench.status();
  await bench.cycle();
  const status = await bench.status();
  if (status.rosterVersion === null)
    return broke('M1', 'blank again after a power cut: everything used is forgotten');
  if (status.boot <= boot) return broke('M7', `boot ${status.boot} after ${boot}`);
  if (status.counters.H < counters.H)
    return broke('M7', `the contact counter fell from ${counters.H} to ${status.counters.H}`);
  await bench.client.authorize(authorization.cose);
  const next: AttemptRef = { ...executed, a: executed.a + 1 };
  return firstOf([
    () => mustRefuse(bench, executed, 'M1', 'after a power cut, an executed impression'),
    () => mustRefuse(bench, next, 'M1', 'after a power cut, an executed impression'),
    async () => {
      const told = await bench.client.resolve({ ...executed, preHash: bench.preHash });
      return told.ok && told.value.outcome === 'executed'
        ? []
        : broke('I1', `executed before a power cut, ${told.ok ? told.value.outcome : told.code} after it`);
    },
  ]);
}

/** What must outlive a power cut. */
export const powerChecks: readonly Check[] = [
  {
    name: 'remembers across a power cut what was executed',
    invariants: ['M1', 'M7', 'I1'],
    needs: 'power',
    run: remembers,
  },
  {
    name: 'knows after a power cut in motion how the attempt ended',
    invariants: ['M2', 'M3', 'M4', 'M6'],
    needs: 'power',
    run: (bench) => firstOf(momentsOf(bench.jig.zoneMs).map((moment) => () => cutInMotion(bench, moment))),
  },
  lockedAcrossPowerCut,
];
