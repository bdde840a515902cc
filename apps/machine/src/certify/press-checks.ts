import { valueOrThrow } from '@hufu/contract';
import {
  broke,
  type Check,
  contactsNow,
  firstOf,
  judge,
  mustRefuse,
  pressUntilExecuted,
  refOf,
} from './judging.ts';

/** One contact for one order, and the truth about it, without any power cut. */
export const pressChecks: readonly Check[] = [
  {
    name: 'books an authorization once, however often it comes',
    invariants: ['M8'],
    async run(bench) {
      const { counters: before } = await bench.registers();
      const authorization = await bench.grant(2);
      valueOrThrow(await bench.client.authorize(authorization.cose));
      const { counters: after } = await bench.registers();
      return after.L === before.L + 2 && after.D === before.D + 2
        ? []
        : broke('M8', `two impressions, delivered twice: L ${before.L}→${after.L}, D ${before.D}→${after.D}`);
    },
  },
  {
    name: 'presses once for one order, and its receipt tells what happened',
    invariants: ['M1', 'M2', 'M3', 'M4', 'M5', 'M8', 'I1'],
    async run(bench) {
      const authorization = await bench.grant(2);
      const { broken, executed } = await pressUntilExecuted(bench, refOf(authorization));
      if (broken.length > 0) return broken;
      const { k, a } = executed;
      const outcome = async () => {
        const voided = await bench.client.resolve({ ...executed, preHash: bench.preHash });
        return voided.ok && voided.value.outcome === 'executed'
          ? []
          : broke(
              'I1',
              `an executed attempt was given up, and is ${voided.ok ? voided.value.outcome : voided.code} now`,
            );
      };
      return firstOf([
        () => mustRefuse(bench, executed, 'I1', 'the settled attempt again'),
        outcome,
        () =>
          mustRefuse(bench, refOf(authorization, k, a + 1), 'M1', 'a new attempt at an executed impression'),
        () => mustRefuse(bench, refOf(authorization, 7), 'M1', 'an impression beyond the grant'),
      ]);
    },
  },
  {
    name: 'presses once though the frame comes three times',
    invariants: ['M1'],
    async run(bench) {
      const authorization = await bench.grant();
      const truth = await contactsNow(bench);
      const seen = bench.tap();
      const pressed = bench.client.pressToEnd({ ...refOf(authorization), preHash: bench.preHash });
      const frame = seen();
      if (frame) {
        await bench.raw(frame, 5);
        await bench.raw(frame, 5);
      }
      await pressed;
      if (frame) await bench.raw(frame, 400);
      const made = (await contactsNow(bench)) - truth;
      return made > 1 ? broke('M1', `${made} contacts for one frame that came again`) : [];
    },
  },
  {
    name: 'keeps a voided attempt dead, and presses the next one',
    invariants: ['I1', 'M1'],
    async run(bench) {
      const authorization = await bench.grant();
      valueOrThrow(await bench.client.voidAttempt({ ...refOf(authorization), preHash: bench.preHash }));
      const late = await mustRefuse(bench, refOf(authorization), 'I1', 'a voided attempt');
      return late.length > 0 ? late : (await pressUntilExecuted(bench, refOf(authorization, 0, 1))).broken;
    },
  },
  {
    name: 'tells the truth about a press that was stopped',
    invariants: ['M2', 'M3'],
    async run(bench) {
      const authorization = await bench.grant();
      const ref = refOf(authorization);
      const truth = await contactsNow(bench);
      valueOrThrow(await bench.client.press({ ...ref, preHash: bench.preHash }));
      valueOrThrow(await bench.client.estop());
      return judge(bench, ref, truth);
    },
  },
  {
    name: 'voids what an ended job did not press',
    invariants: ['M8', 'M1'],
    async run(bench) {
      const authorization = await bench.grant(3);
      const { counters: before } = await bench.registers();
      const close = async () => valueOrThrow(await bench.client.close(authorization.payload.id));
      await close();
      await close();
      const { counters: after } = await bench.registers();
      if (after.V !== before.V + 3 || after.D !== before.D - 3)
        return broke('M8', 'CLOSE did not move D to V, once');
      return mustRefuse(bench, refOf(authorization), 'M1', 'a voided impression');
    },
  },
];
