import { type AccountView, type Role, type UnitView, zRole } from '@hufu/contract';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../db/tables.ts';
import type { Caller } from '../http/caller.ts';
import { villageWithin } from './unit.store.ts';

const zRoles = z.array(zRole);
const zLevel = z.enum(['district', 'town', 'village']);

/** Accounts with their unit and roles; the basis of every account query. */
function accounts(db: Db) {
  return db
    .selectFrom('account')
    .innerJoin('unit', 'unit.id', 'account.unit')
    .select([
      'account.id as account',
      'account.person',
      'account.login',
      'account.name',
      'account.demo',
      'account.password_hash',
      'unit.id as unit_id',
      'unit.parent as unit_parent',
      'unit.level as unit_level',
      'unit.name as unit_name',
      sql<unknown>`coalesce((select json_agg(r.role order by r.role) from account_role r where r.account = account.id), '[]')`.as(
        'roles',
      ),
    ]);
}
type AccountRow = Awaited<ReturnType<ReturnType<typeof accounts>['executeTakeFirstOrThrow']>>;

function callerOf(row: AccountRow): Caller {
  const unit: UnitView = {
    id: row.unit_id,
    parent: row.unit_parent,
    level: zLevel.parse(row.unit_level),
    name: row.unit_name,
  };
  const { account, person, login, name } = row;
  return { account, person, login, name, unit, roles: zRoles.parse(row.roles), isDemo: row.demo };
}

/** The account of a login, with the hash of its password. */
export async function findAccountByLogin(db: Db, login: string) {
  const row = await accounts(db).where('account.login', '=', login).executeTakeFirst();
  return row && { caller: callerOf(row), passwordHash: row.password_hash };
}

/** Who a session belongs to, while it lasts. */
export async function findCallerOfSession(
  db: Db,
  tokenHash: string,
  now: number,
): Promise<Caller | undefined> {
  const row = await accounts(db)
    .innerJoin('session', 'session.account', 'account.id')
    .where('session.token_hash', '=', tokenHash)
    .where('session.expires_at', '>', now)
    .executeTakeFirst();
  return row && callerOf(row);
}

/** The account of an id. */
export async function findAccount(db: Db, id: string): Promise<Caller | undefined> {
  const row = await accounts(db).where('account.id', '=', id).executeTakeFirst();
  return row && callerOf(row);
}

/** Accounts of the units a caller may see, or of one village among them. */
export async function listAccounts(db: Db, unit: string, village?: string): Promise<Caller[]> {
  let query = accounts(db)
    .where(villageWithin('account.unit', unit))
    .orderBy('unit.name')
    .orderBy('account.login');
  if (village) query = query.where('account.unit', '=', village);
  return (await query.execute()).map(callerOf);
}

/** Accounts of people of the roster in a village, by their role. */
export async function listAccountsOfRole(db: Db, village: string, role: Role): Promise<Caller[]> {
  const rows = await accounts(db)
    .where('account.unit', '=', village)
    .where(
      sql<boolean>`exists (select 1 from account_role r where r.account = account.id and r.role = ${role})`,
    )
    .execute();
  return rows.map(callerOf);
}

/** The account of a person of the roster. */
export async function findAccountOfPerson(db: Db, person: string): Promise<Caller | undefined> {
  const row = await accounts(db).where('account.person', '=', person).executeTakeFirst();
  return row && callerOf(row);
}

/** An account with its roles. */
export interface NewAccount {
  readonly id: string;
  readonly person: string | null;
  readonly login: string;
  readonly name: string;
  readonly unit: string;
  readonly passwordHash: string;
  readonly roles: readonly Role[];
  readonly isDemo: boolean;
}

/** Adds an account. */
export async function insertAccount(db: Db, a: NewAccount): Promise<void> {
  await db
    .insertInto('account')
    .values({
      id: a.id,
      person: a.person,
      login: a.login,
      name: a.name,
      unit: a.unit,
      password_hash: a.passwordHash,
      demo: a.isDemo,
    })
    .execute();
  if (a.roles.length > 0)
    await db
      .insertInto('account_role')
      .values(a.roles.map((role) => ({ account: a.id, role })))
      .execute();
}

/** The caller as others see him. */
export function accountView(caller: Caller): AccountView {
  const { account, person, login, name, unit, roles, isDemo } = caller;
  return { id: account, person, login, name, unit, roles: [...roles], demo: isDemo };
}
