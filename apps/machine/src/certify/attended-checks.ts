import { valueOrThrow } from '@hufu/contract';
import { broke, type Check, contactsNow, judge, refOf } from './judging.ts';

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
      const truth = await contactsNow(bench);
      valueOrThrow(await bench.client.press({ ...ref, preHash: bench.preHash }));
      await bench.pause(zoneMs + 3 * DEAD_MAN_MS);
      const made = (await contactsNow(bench)) - truth;
      const unattended =
        made > 0
          ? broke('M10', `${made} contacts though no frame came for ${Math.round(zoneMs)} ms before the zone`)
          : [];
      return [...unattended, ...(await judge(bench, ref, truth))];
    },
  },
  {
    name: 'stops above the contact zone when it is told to',
    invariants: ['M10'],
    needs: 'zone',
    async run(bench) {
      const { zoneMs = 0 } = bench.jig;
      // Nearer to the zone than our own word is on its way, a contact says nothing.
      if (zoneMs <= DEAD_MAN_MS + DEAD_MAN_MARGIN_MS) return [];
      const authorization = await bench.grant();
      const truth = await contactsNow(bench);
      const begun = bench.time.now();
      valueOrThrow(await bench.client.press({ ...refOf(authorization), preHash: bench.preHash }));
      valueOrThrow(await bench.client.estop());
      const isInTime = bench.time.now() - begun < zoneMs;
      const stopBeats = bench.client.keepBeating();
      await bench.pause(2 * zoneMs);
      stopBeats();
      const made = (await contactsNow(bench)) - truth;
      return made > 0 && isInTime ? broke('M10', 'a contact after the stop was acknowledged') : [];
    },
  },
  {
    name: 'moves no more once it was stopped',
    invariants: ['M10'],
    async run(bench) {
      const authorization = await bench.grant();
      const truth = await contactsNow(bench);
      // ESTOP, then silence: whatever was armed is over, and nothing moves by itself afterwards.
      valueOrThrow(await bench.client.press({ ...refOf(authorization), preHash: bench.preHash }));
      valueOrThrow(await bench.client.estop());
      await bench.atRest();
      const settled = (await contactsNow(bench)) - truth;
      await bench.pause(2 * DEAD_MAN_MS);
      const later = (await contactsNow(bench)) - truth;
      const { mode, motion, retracted } = await bench.status();
      if (later > settled) return broke('M10', 'a contact after the attempt was over');
      return motion === 'idle' && retracted ? [] : broke('M10', `not at rest: ${mode}, ${motion}`);
    },
  },
];
