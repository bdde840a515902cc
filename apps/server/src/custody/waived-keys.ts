import { type Roster, toHex } from '@hufu/contract';
import { thumbprint } from '@hufu/statement';
import type { Cause } from '../checks/raise-alarm.ts';

/**
 * Keys that a roster lets sign without the waiting period: allowed, as a village must not stand still when a phone is lost,
 * and told to who supervises, as that is the way in for a key that nobody expected.
 */
export function waivedKeys(roster: Roster): Cause[] {
  return roster.people.flatMap((person) =>
    person.keys.flatMap((held): Cause[] => {
      if (held.waived === undefined) return [];
      const print = toHex(thumbprint(held.key));
      return [
        {
          kind: 'keyWaived',
          severity: 'warning',
          key: `keyWaived:${roster.village}:${print}`,
          village: roster.village,
          request: null,
          machine: null,
          title: { zh: '新钥匙免了等待期', en: 'A new key skipped the waiting period' },
          detail: {
            zh: `${person.name}的新钥匙 ${print.slice(0, 16)} 可立即使用，根钥匙持有人写的理由：${held.waived}`,
            en: `The new key ${print.slice(0, 16)} of ${person.name} signs at once; the root holders' reason: ${held.waived}`,
          },
        },
      ];
    }),
  );
}
