import { valueOrThrow } from '@hufu/contract';
import { type Action, can } from '@hufu/domain';
import type { Caller } from '../http/caller.ts';

/**
 * Refuses who may not, by the one table of packages/domain. It opens doors to reading and to handing in statements;
 * a statement counts by the signatures of the village's own people only. What lies within a caller's sight is
 * settled by every query, in SQL; `village` says of which village the thing is, where that is known beforehand.
 */
export function requirePermission(
  caller: Caller,
  action: Action,
  village: string | null = caller.unit.id,
): void {
  const { account, person, roles, unit } = caller;
  const sees = village === null ? [unit.id] : [unit.id, village];
  const owners = person === null ? [account] : [account, person];
  valueOrThrow(can({ id: account, person, roles, unit: unit.id, sees }, action, { village, owners }));
}
