import type { Authorization } from '@hufu/contract';
import type { SignedStatement } from '@hufu/statement';
import {
  anAuthorization,
  anException,
  aVillage,
  derivedBytes,
  derivedId,
  freshnessFor,
  nextRoster,
  testNow,
} from '@hufu/testkit';
import { preHashOf } from '../src/press-requests.ts';
import { freshen, use } from './bench-village.ts';
import type { Scenario } from './vector-scenario.ts';

const hour = 3_600_000;
const village = aVillage();
const { director, reviewer, secretary } = village;

/** What authorizations may demand or be beside the usual: confirmed one by one (F18), an emergency of two people (F47). */
export function modeScenarios(): Scenario[] {
  return [
    {
      name: 'remote-confirmation',
      says: 'an authorization that wants each impression confirmed presses only with an exception for its frames and nonce',
      act({ world, host }) {
        const signed = anAuthorization(village, {
          id: derivedId('vector confirmed'),
          remoteConfirm: true,
        }).approvedBy(secretary);
        use(host, 'AUTHORIZATION', signed.cose);
        const frames = [derivedBytes('frame-1')];
        const order = {
          authorization: signed.payload.id,
          k: 0,
          a: 0,
          preHash: preHashOf(frames),
          exception: null,
        };
        host.ask('PRESS', order);
        const { nonce } = host.ask('NONCE', { purpose: 'exception' });
        if (!(nonce instanceof Uint8Array)) throw new Error('no nonce');
        const word = anException(village, signed.payload, [secretary], { nonce, frames });
        use(host, 'EXCEPTION', word.cose);
        host.ask('PRESS', { ...order, exception: word.digest });
        world.rest(host);
      },
    },
    {
      name: 'emergency',
      says: 'an emergency is taken once the roster allows it, from two people, and no more often than it allows',
      act({ host }) {
        const emergency = (
          name: string,
          changes: Partial<Authorization> = {},
        ): { approvedBy(...by: (typeof director)[]): SignedStatement<Authorization> } =>
          anAuthorization(village, {
            id: derivedId(`vector emergency ${name}`),
            mode: 'emergency',
            emergency: { reason: '台风救灾' },
            validFrom: testNow - hour,
            validTo: testNow + hour,
            ...changes,
          });
        use(host, 'AUTHORIZATION', emergency('too soon').approvedBy(director, reviewer).cose);
        const next = nextRoster(village, (r) => ({
          ...r,
          policy: { ...r.policy, emergency: { perMonth: 1, maxValidityMs: 4 * hour } },
        }));
        use(host, 'ROSTER', next.cose);
        freshen(host, (nonce) =>
          freshnessFor(village, nonce, { rosterVersion: 2, rosterDigest: next.digest }).map((s) => s.cose),
        );
        use(host, 'AUTHORIZATION', emergency('alone').approvedBy(director).cose);
        use(host, 'AUTHORIZATION', emergency('one').approvedBy(director, reviewer).cose);
        use(host, 'AUTHORIZATION', emergency('one').approvedBy(director, reviewer).cose);
        use(host, 'AUTHORIZATION', emergency('two').approvedBy(director, reviewer).cose);
        host.ask('LEDGER', { what: 'registers' });
      },
    },
  ];
}
