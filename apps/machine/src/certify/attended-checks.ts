import { valueOrThrow } from '@hufu/contract';
import { broke, type Check, judge, refOf } from './judging.ts';

/** MACHINE.md 2: the motor loses its power when no frame came for so long, above the contact zone. */
const DEAD_MAN_MS = 250;
const DEAD_MAN_MARGIN_MS = 60;

/** M10: the lock is open only for an armed attempt whose host is there. */
export const attendedChecks: readonly Check[] = [
  {
    name: 'goes up again when the host falls silent above the contact zone',
    invariants: ['M10', 'M2', 'M3'],
    needs: 'zone',
    async run(bench) {
      const { zoneMs = 0 } = bench.jig;
      // A head that is in the zone before the dead-man's time is over completes its press: nothing can be seen here.
      if (zoneMs <= DEAD_MAN_MS + DEAD_MAN_MARGIN_MS) return [];
      const authorization = await bench.grant();
      const ref = refOf(authorization);
      const truth = (await bench.contacts()) ?? (await bench.status()).counters.H;
      valueOrThrow(await bench.client.press({ ...ref, preHash: bench.preHash }));
      await new Promise((resolve) => setTimeout(resolve, zoneMs + 3 * DEAD_MAN_MS));
      const made = ((await bench.contacts()) ?? (await bench.status()).counters.H) - truth;
      const unattended =
        made > 0
          ? broke('M10', `${made} contacts though no frame came for ${Math.round(zoneMs)} ms before the zone`)
          : [];
      return [...unattended, ...(await judge(bench, ref, truth))];
    },
  },
  {
    name: 'moves no more once it was stopped',
    invariants: ['M10'],
    async run(bench) {
      const authorization = await bench.grant();
      const truth = (await bench.contacts()) ?? (await bench.status()).counters.H;
      // ESTOP, then silence: whatever was armed is over, and nothing moves by itself afterwards.
      valueOrThrow(await bench.client.press({ ...refOf(authorization), preHash: bench.preHash }));
      valueOrThrow(await bench.client.estop());
      await bench.atRest();
      const settled = ((await bench.contacts()) ?? (await bench.status()).counters.H) - truth;
      await new Promise((resolve) => setTimeout(resolve, 2 * DEAD_MAN_MS));
      const later = ((await bench.contacts()) ?? (await bench.status()).counters.H) - truth;
      const { mode, motion, retracted } = await bench.status();
      if (later > settled) return broke('M10', 'a contact after the attempt was over');
      return motion === 'idle' && retracted ? [] : broke('M10', `not at rest: ${mode}, ${motion}`);
    },
  },
];
