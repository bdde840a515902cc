import type { Authorization } from '@hufu/contract';
import { type SignedStatement, signStatementSync } from '@hufu/statement';
import {
  anAuthorization,
  anException,
  aVillage,
  derivedBytes,
  derivedId,
  freshnessFor,
  nextRoster,
  testNow,
  type Village,
} from '@hufu/testkit';
import { encodeBody } from '../src/messages.ts';
import { preHashOf } from '../src/press-requests.ts';
import { freshen, greet, use } from './bench-village.ts';
import type { BenchHost } from './bench-world.ts';
import type { Scenario } from './vector-scenario.ts';

const hour = 3_600_000;
const village = aVillage();
const elsewhere = aVillage({ name: '别的村' });
const cosesOf = (statements: readonly SignedStatement[]) => statements.map((s) => s.cose);
const nonceOf = (host: BenchHost, purpose: 'freshness' | 'service' | 'exception'): Uint8Array => {
  const { nonce } = host.ask('NONCE', { purpose });
  if (!(nonce instanceof Uint8Array)) throw new Error('no nonce');
  return nonce;
};
const granted = (name: string, changes: Partial<Authorization> = {}, of: Village = village) =>
  anAuthorization(of, { id: derivedId(`vector ${name}`), ...changes });

const service = (
  act: 'clearTamper' | 'releaseQuarantine' | 'lockDown' | 'unlock',
  nonce: Uint8Array,
  signers = 2,
) => {
  const [first, second] = village.service;
  const statement = {
    type: 'service' as const,
    v: 1 as const,
    id: derivedId(`vector service ${act}`),
    village: village.id,
    at: testNow,
    machine: village.machine.thumbprint,
    act,
    nonce,
    reason: '现场核查',
  };
  return signStatementSync(statement, signers === 1 ? [first] : [first, second]);
};

/** What is signed: each thing that may be wrong with it, and each act of service people. */
export function trustScenarios(): Scenario[] {
  const wrong: [string, () => Uint8Array][] = [
    ['signed by a stranger', () => granted('a').approvedBy(elsewhere.secretary).cose],
    ['signed by the custodian', () => granted('b').approvedBy(village.custodian).cose],
    [
      'approver is the applicant',
      () => granted('c', { applicant: village.secretary.id }).approvedBy(village.secretary).cose,
    ],
    [
      'for another machine',
      () => granted('d', { machine: village.otherMachine.thumbprint }).approvedBy(village.secretary).cose,
    ],
    [
      'expired',
      () =>
        granted('e', { validFrom: testNow - 9 * hour, validTo: testNow - hour }).approvedBy(village.secretary)
          .cose,
    ],
    ['not yet valid', () => granted('f', { validFrom: testNow + hour }).approvedBy(village.secretary).cose],
    [
      'valid for too long',
      () => granted('g', { validTo: testNow + 30 * 24 * hour }).approvedBy(village.secretary).cose,
    ],
    [
      'of a seal that is not mounted',
      () =>
        granted('h', {
          impressions: [{ seal: derivedId('no seal'), pages: [0], copies: 1, place: null }],
        }).approvedBy(village.secretary).cose,
    ],
    [
      'of another village',
      () => granted('i', { machine: null }, elsewhere).approvedBy(elsewhere.secretary).cose,
    ],
    [
      'with one bit of its signature turned over',
      () => {
        const { cose } = granted('j').approvedBy(village.secretary);
        const bad = Uint8Array.from(cose);
        bad[bad.length - 1] = (bad[bad.length - 1] ?? 0) ^ 1;
        return bad;
      },
    ],
    ['a roster in its place', () => village.rosterCose],
    ['no statement at all', () => derivedBytes('noise')],
  ];
  return [
    {
      name: 'authorizations-refused',
      says: `refused, booked nowhere, nothing moves: ${wrong.map(([what]) => what).join('; ')}`,
      act({ host, order }) {
        for (const [, make] of wrong) use(host, 'AUTHORIZATION', make());
        for (const letter of 'abcdefghij')
          host.ask('PRESS', { ...order(), authorization: derivedId(`vector ${letter}`) });
        host.ask('LEDGER', { what: 'registers' });
      },
    },
    {
      name: 'authorization-again',
      says: 'the same one twice is booked once; another content under its id is refused',
      act({ host, authorization }) {
        const impressions = [{ seal: village.seals.committee, pages: [0], copies: 2, place: null }];
        use(
          host,
          'AUTHORIZATION',
          anAuthorization(village, { impressions }).approvedBy(village.secretary).cose,
        );
        use(host, 'AUTHORIZATION', anAuthorization(village).approvedBy(village.secretary).cose);
        host.ask('LEDGER', { what: 'authorization', authorization });
      },
    },
    {
      name: 'store-full',
      says: 'more authorizations or impressions than there is room for: refused, none forgotten',
      act({ host }) {
        const impressions = [{ seal: village.seals.committee, pages: [0], copies: 9, place: null }];
        use(host, 'AUTHORIZATION', granted('nine', { impressions }).approvedBy(village.secretary).cose);
        for (const name of ['second', 'third', 'fourth'])
          use(host, 'AUTHORIZATION', granted(name).approvedBy(village.secretary).cose);
        host.ask('LEDGER', { what: 'registers' });
      },
    },
    {
      name: 'freshness-refused',
      says: 'one witness only, another nonce, an older roster, a newer roster, no list, an old nonce, time that went back',
      act({ world, host, order }) {
        const bring = (statements: readonly SignedStatement[]) =>
          use(host, 'FRESHNESS', encodeBody(cosesOf(statements)));
        bring(freshnessFor(village, nonceOf(host, 'freshness'), {}, [village.witnesses[0]]));
        bring(freshnessFor(village, derivedBytes('old nonce').slice(0, 16)));
        use(host, 'FRESHNESS', encodeBody({ no: 'list' }));
        bring(freshnessFor(village, nonceOf(host, 'freshness'), { rosterDigest: derivedBytes('older') }));
        const next = nextRoster(village, (r) => r);
        bring(
          freshnessFor(village, nonceOf(host, 'freshness'), { rosterVersion: 2, rosterDigest: next.digest }),
        );
        const nonce = nonceOf(host, 'freshness');
        world.tick(hour + 1);
        bring(freshnessFor(village, nonce));
        bring(freshnessFor(village, nonceOf(host, 'freshness'), { at: testNow + 23 * hour }));
        bring(freshnessFor(village, nonceOf(host, 'freshness')));
        host.ask('PRESS', order());
      },
    },
    {
      name: 'freshness-runs-out',
      says: 'a day after witnesses spoke last nothing is pressed',
      act({ world, host, order }) {
        world.tick(25 * hour);
        host.ask('PRESS', order());
        host.ask('STATUS', {});
      },
    },
    {
      name: 'revoked',
      says: 'an authorization that witnesses name: what it permitted is voided; a key that they name approves nothing',
      act({ host, authorization, order }) {
        freshen(host, (nonce) =>
          cosesOf(freshnessFor(village, nonce, { revokedKeys: [village.secretary.signer.thumbprint] })),
        );
        host.ask('PRESS', order());
        freshen(host, (nonce) =>
          cosesOf(freshnessFor(village, nonce, { revokedAuthorizations: [authorization] })),
        );
        host.ask('LEDGER', { what: 'authorization', authorization });
        host.ask('PRESS', order());
      },
    },
    {
      name: 'rosters',
      says: 'the same roster again, another genesis, a rotation that too few root holders sign, an honest rotation',
      act({ host, order }) {
        use(host, 'ROSTER', village.rosterCose);
        use(host, 'ROSTER', elsewhere.rosterCose);
        const next = nextRoster(village, (r) => ({ ...r, villageName: '新虎符村' }));
        const { payload } = next;
        if (payload.type !== 'roster') throw new Error('no roster');
        use(host, 'ROSTER', signStatementSync(payload, village.root[0]));
        use(host, 'ROSTER', next.cose);
        host.ask('PRESS', order());
      },
    },
    {
      name: 'seal-taken-away',
      says: 'a rotation takes the seal away: its authorization presses nothing',
      act({ host, order }) {
        const next = nextRoster(village, (r) => ({
          ...r,
          seals: r.seals.map((s) => ({ ...s, state: 'suspended' as const })),
        }));
        use(host, 'ROSTER', next.cose);
        freshen(host, (nonce) =>
          cosesOf(freshnessFor(village, nonce, { rosterVersion: 2, rosterDigest: next.digest })),
        );
        use(
          host,
          'AUTHORIZATION',
          anAuthorization(village, {
            impressions: [{ seal: village.seals.committee, pages: [0], copies: 2, place: null }],
          }).approvedBy(village.secretary).cose,
        );
        host.ask('PRESS', order());
      },
    },
    {
      name: 'exception',
      says: 'an exception is good for its frames, its nonce, its impression, once',
      act({ world, host, order, authorization }) {
        const nonce = nonceOf(host, 'exception');
        const frames = [derivedBytes('frame-1')];
        const { payload } = anAuthorization(village);
        const exception = anException(village, payload, [village.secretary], { nonce, frames });
        const exact = { ...order(), preHash: preHashOf(frames), exception: exception.digest };
        use(host, 'EXCEPTION', village.rosterCose);
        host.ask('PRESS', exact);
        use(host, 'EXCEPTION', exception.cose);
        host.ask('PRESS', { ...exact, preHash: preHashOf([derivedBytes('frame-2')]) });
        host.ask('PRESS', { ...exact, k: 1 });
        host.ask('PRESS', exact);
        world.rest(host);
        host.ask('PRESS', { ...exact, k: 1 });
        use(host, 'EXCEPTION', exception.cose);
        host.ask('PRESS', { ...exact, k: 1 });
        host.ask('LEDGER', { what: 'authorization', authorization });
      },
    },
    {
      name: 'lock-down-and-unlock',
      says: 'two service people lock and unlock; one alone, a wrong nonce and a used nonce do not; a power cut forgets nothing',
      act({ world, host, order }) {
        use(host, 'SERVICE', service('lockDown', nonceOf(host, 'service'), 1));
        use(host, 'SERVICE', service('lockDown', derivedBytes('wrong').slice(0, 16)));
        use(host, 'SERVICE', service('lockDown', nonceOf(host, 'service')));
        host.ask('PRESS', order());
        world.powerCut();
        const again = greet(world);
        again.ask('PRESS', order());
        const nonce = nonceOf(again, 'service');
        use(again, 'SERVICE', service('unlock', nonce));
        use(again, 'SERVICE', service('unlock', nonce));
        again.ask('STATUS', {});
      },
    },
    {
      name: 'tamper-cleared',
      says: 'two service people clear the tamper latch: the record first, then the latch in hardware',
      act({ world, host, order }) {
        world.tamper = true;
        world.readings.push({ kind: 'tamper' });
        while (world.sense() || world.framDone());
        host.ask('PRESS', order());
        use(host, 'SERVICE', service('clearTamper', nonceOf(host, 'service')));
        host.ask('PRESS', order());
        world.rest(host);
      },
    },
    {
      name: 'quarantine-released',
      says: 'two service people release a quarantine: the unexplained contact is booked as unknown; a doubtful impression stays refused',
      act({ world, host, order }) {
        world.touch();
        while (world.sense() || world.framDone());
        use(host, 'SERVICE', service('releaseQuarantine', nonceOf(host, 'service')));
        host.ask('LEDGER', { what: 'registers' });
        host.ask('PRESS', order());
        world.rest(host);
      },
    },
  ];
}
