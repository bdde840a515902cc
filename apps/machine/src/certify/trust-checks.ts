import { type Authorization, type Service, valueOrThrow } from '@hufu/contract';
import { type DrillAuthorization, foundDrillVillage } from '../drill/drill-village.ts';
import type { CertifyBench } from './bench.ts';
import { broke, type Check, firstOf, flipBit, mustRefuse, refOf } from './judging.ts';

const hour = 3_600_000;

async function serve(bench: CertifyBench, act: Service['act'], signers: 1 | 2) {
  const nonce = valueOrThrow(await bench.client.nonce('service'));
  const cose = bench.village.service(act, nonce, bench.time.instant(), signers);
  return { ...(await bench.client.service(cose)), cose };
}

/** Nothing presses without a verified, fresh authorization (I5), and a doubt only with its exception (I8). */
export const trustChecks: readonly Check[] = [
  {
    name: 'presses nothing while it is blank',
    invariants: ['I5'],
    run: (bench) =>
      mustRefuse(
        bench,
        refOf(bench.village.authorization(bench.time.instant(), 1)),
        'I5',
        'an order to a blank controller',
      ),
  },
  {
    name: 'takes its first roster once, and nothing without fresh words of witnesses',
    invariants: ['I5'],
    async run(bench) {
      const { client, village } = bench;
      valueOrThrow(await client.loadRoster(village.genesis));
      const other = foundDrillVillage(bench.greeting.key, bench.time.instant(), `not ${village.id}`);
      if ((await client.loadRoster(other.genesis)).ok)
        return broke('I5', 'took the first roster of another village over its own');
      const stale = village.authorization(bench.time.instant(), 1);
      if ((await client.authorize(stale.cose)).ok)
        return broke('I5', 'took an authorization without freshness');
      const nonce = valueOrThrow(await client.nonce('freshness'));
      if ((await client.loadFreshness(village.freshness(nonce, bench.time.instant(), {}, 1))).ok)
        return broke('I5', 'one witness of two was enough');
      const next = valueOrThrow(await client.nonce('freshness'));
      const foreign = next.map((b) => b ^ 1);
      if ((await client.loadFreshness(village.freshness(foreign, bench.time.instant()))).ok)
        return broke('I5', 'took words for another nonce');
      await bench.freshen();
      return [];
    },
  },
  {
    name: 'presses nothing that is not signed as the roster wants it',
    invariants: ['I5'],
    async run(bench) {
      const { client, village } = bench;
      const now = bench.time.instant();
      const touched = village.authorization(now, 1);
      const changed = (changes: Partial<Authorization>) => village.authorization(now, 1, { changes });
      const forged: [string, DrillAuthorization][] = [
        ['signed by a stranger', village.authorization(now, 1, { signer: village.strangerSigner })],
        ['signed by the custodian', village.authorization(now, 1, { signer: village.custodianSigner })],
        [
          'with a touched signature',
          { ...touched, cose: flipBit(touched.cose, touched.cose.length * 8 - 9) },
        ],
        ['for another machine', changed({ machine: new Uint8Array(32).fill(9) })],
        ['that expired', changed({ validFrom: now - 5 * hour, validTo: now - 2 * hour })],
        ['that is not valid yet', changed({ validFrom: now + 2 * hour })],
        [
          'of a major matter with one approver',
          changed({ matter: { id: 'contract', version: 1, name: '合同', major: true } }),
        ],
        [
          'for an emergency that its roster knows nothing of',
          changed({ mode: 'emergency', emergency: { reason: '演练 / drill' } }),
        ],
      ];
      for (const [what, authorization] of forged) {
        const taken = await client.authorize(authorization.cose);
        if (taken.ok) return broke('I5', `an authorization ${what} was accepted`);
        const pressed = await mustRefuse(bench, refOf(authorization), 'I5', `an order under one ${what}`);
        if (pressed.length > 0) return pressed;
      }
      return [];
    },
  },
  {
    name: 'presses nothing that witnesses say is revoked',
    invariants: ['I5'],
    async run(bench) {
      const authorization = await bench.grant();
      const nonce = valueOrThrow(await bench.client.nonce('freshness'));
      const revokedAuthorizations = [authorization.payload.id];
      const words = bench.village.freshness(nonce, bench.time.instant(), { revokedAuthorizations });
      valueOrThrow(await bench.client.loadFreshness(words));
      const pressed = await mustRefuse(bench, refOf(authorization), 'I5', 'an order under a revoked one');
      await bench.freshen();
      return pressed;
    },
  },
  {
    name: 'waits for the approvers’ word where they want to see each sheet',
    invariants: ['I8'],
    async run(bench) {
      const authorization = bench.village.authorization(bench.time.instant(), 1, {
        changes: { remoteConfirm: true },
      });
      valueOrThrow(await bench.client.authorize(authorization.cose));
      const order = { ...refOf(authorization), preHash: bench.preHash };
      return firstOf([
        () => mustRefuse(bench, order, 'I8', 'an order without the exception'),
        async () =>
          (await bench.client.press({ ...order, exception: new Uint8Array(32).fill(5) })).ok
            ? broke('I8', 'an order with an exception that nobody ever brought was accepted')
            : [],
      ]);
    },
  },
  {
    name: 'obeys two service people, each of their words once',
    invariants: ['X'],
    async run(bench) {
      const { client, village } = bench;
      if ((await serve(bench, 'lockDown', 1)).ok) return broke('X', 'one service signature was enough');
      const lockDown = await serve(bench, 'lockDown', 2);
      valueOrThrow(lockDown);
      if ((await client.service(lockDown.cose)).ok)
        return broke('X', 'took the same word of its service people a second time');
      const authorization = village.authorization(bench.time.instant(), 1);
      await client.authorize(authorization.cose);
      const locked = await mustRefuse(bench, refOf(authorization), 'X', 'an order to a locked controller');
      if (locked.length > 0) return locked;
      if ((await serve(bench, 'unlock', 1)).ok) return broke('X', 'one service signature unlocked it');
      valueOrThrow(await serve(bench, 'unlock', 2));
      return [];
    },
  },
];

/** Its memory of who may command it, across a power cut. */
export const lockedAcrossPowerCut: Check = {
  name: 'stays locked down and trusts nobody anew across a power cut',
  invariants: ['X', 'I5'],
  needs: 'power',
  async run(bench) {
    valueOrThrow(await serve(bench, 'lockDown', 2));
    const authorization = await bench.grant();
    await bench.cycle({ freshen: false });
    if ((await bench.client.authorize(bench.village.authorization(bench.time.instant(), 1).cose)).ok)
      return broke('I5', 'took an authorization after a power cut without fresh words of witnesses');
    await bench.freshen();
    await bench.client.authorize(authorization.cose);
    const again = await mustRefuse(
      bench,
      refOf(authorization),
      'X',
      'after a power cut, an order to a locked controller',
    );
    if (again.length > 0) return again;
    valueOrThrow(await serve(bench, 'unlock', 2));
    return [];
  },
};
