import { HufuError } from '@hufu/contract';
import type { Db } from '../db/tables.ts';
import type { Caller } from '../http/caller.ts';
import { canSeeVillage } from './unit.store.ts';

/** Refuses a village outside what the caller may see, in the words used for one that does not exist. */
export async function requireVillage(db: Db, caller: Caller, village: string): Promise<void> {
  if (!(await canSeeVillage(db, caller.unit.id, village)))
    throw new HufuError('NOT_FOUND', { context: { kind: '村 / village', id: village } });
}
