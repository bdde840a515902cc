import { HufuError, type Roster, toHex } from '@hufu/contract';
import { type AcceptedRoster, expectType, parseSigned, thumbprint } from '@hufu/statement';
import type { Db, Tx } from '../db/tables.ts';

/** Rosters already parsed, by digest: they never change. */
const parsed = new Map<string, AcceptedRoster>();
const keepParsed = 200;

function readRoster(digest: string, cose: Uint8Array): AcceptedRoster {
  const held = parsed.get(digest);
  if (held) return held;
  const signed = parseSigned(new Uint8Array(cose));
  const typed = signed.ok ? expectType(signed.value, 'roster') : signed;
  if (!typed.ok) throw new HufuError(typed.code, { context: typed.context });
  const roster = { roster: typed.value.payload, digest: typed.value.digest, cose: typed.value.cose };
  if (parsed.size >= keepParsed) parsed.clear();
  parsed.set(digest, roster);
  return roster;
}

/** The present roster of a village. */
export async function findRoster(db: Db, village: string): Promise<AcceptedRoster | undefined> {
  const row = await db
    .selectFrom('roster')
    .select(['digest', 'cose'])
    .where('village', '=', village)
    .orderBy('version', 'desc')
    .executeTakeFirst();
  return row && readRoster(row.digest, row.cose);
}

/** The present roster of a village that has one. */
export async function getRoster(db: Db, village: string): Promise<AcceptedRoster> {
  const roster = await findRoster(db, village);
  if (!roster) throw new HufuError('NOT_FOUND', { context: { kind: '名册 / roster', id: village } });
  return roster;
}

/** The roster of a village that was in force at a time. */
export async function findRosterInForce(
  db: Db,
  village: string,
  at: number,
): Promise<AcceptedRoster | undefined> {
  const rows = await db
    .selectFrom('roster')
    .select(['digest', 'cose'])
    .where('village', '=', village)
    .orderBy('version', 'desc')
    .execute();
  for (const row of rows) {
    const read = readRoster(row.digest, row.cose);
    if (read.roster.at <= at) return read;
  }
  return undefined;
}

/** A version of a village's roster. */
export async function findRosterAt(
  db: Db,
  village: string,
  version: number,
): Promise<AcceptedRoster | undefined> {
  const row = await db
    .selectFrom('roster')
    .select(['digest', 'cose'])
    .where('village', '=', village)
    .where('version', '=', version)
    .executeTakeFirst();
  return row && readRoster(row.digest, row.cose);
}

/** COSE bytes of every roster of a village, from the first. */
export async function listRosters(db: Db, village: string): Promise<Uint8Array[]> {
  const rows = await db
    .selectFrom('roster')
    .select('cose')
    .where('village', '=', village)
    .orderBy('version')
    .execute();
  return rows.map((r) => new Uint8Array(r.cose));
}

/** Adds a roster that was accepted, and brings people, seals and machines of the village up to it. */
export async function insertRoster(tx: Tx, accepted: AcceptedRoster, statement: string): Promise<void> {
  const { roster, digest, cose } = accepted;
  await tx
    .insertInto('roster')
    .values({
      village: roster.village,
      version: roster.version,
      digest: toHex(digest),
      cose: Buffer.from(cose),
      statement,
    })
    .execute();
  await upsertPeople(tx, roster);
  await upsertSeals(tx, roster);
  await upsertMachines(tx, roster);
}

async function upsertPeople(tx: Tx, roster: Roster): Promise<void> {
  for (const p of roster.people) {
    const row = {
      village: roster.village,
      name: p.name,
      roles: JSON.stringify(p.roles),
      appointed_by: `${p.decision.name}（${p.decision.date}）`,
      since: p.since,
      until: p.until,
    };
    await tx
      .insertInto('person')
      .values({ id: p.id, ...row })
      .onConflict((c) => c.column('id').doUpdateSet(row))
      .execute();
  }
  // Who is no longer named has left; his name stays with what he signed.
  await tx
    .updateTable('person')
    .set({ until: roster.at })
    .where('village', '=', roster.village)
    .where('until', 'is', null)
    .where('id', 'not in', [roster.village, ...roster.people.map((p) => p.id)])
    .execute();
}

async function upsertSeals(tx: Tx, roster: Roster): Promise<void> {
  for (const s of roster.seals) {
    const row = {
      village: roster.village,
      name: s.name,
      kind: s.kind,
      seal_code13: s.sealCode13,
      specimen: toHex(s.specimen),
      diameter_mm: s.diameterMm,
      custodian: s.custodian,
      machine: s.machine,
      slot: s.slot,
      state: s.state,
    };
    await tx
      .insertInto('seal')
      .values({ id: s.id, ...row })
      .onConflict((c) => c.column('id').doUpdateSet(row))
      .execute();
  }
}

async function upsertMachines(tx: Tx, roster: Roster): Promise<void> {
  for (const m of roster.machines) {
    const row = {
      village: roster.village,
      name: m.name,
      thumbprint: toHex(thumbprint(m.pressKey)),
      agent_key: Buffer.from(m.agentKey),
    };
    await tx
      .insertInto('machine')
      .values({
        id: m.id,
        ...row,
        state: 'offline',
        last_seen_at: null,
        counters: null,
        outbox_depth: 0,
        ink: null,
        kiosk_url: null,
        acked_n: -1,
        head: null,
      })
      .onConflict((c) => c.column('id').doUpdateSet(row))
      .execute();
  }
}

/** Thumbprints of keys that were withdrawn by a statement, as lower-case hex. */
export async function listRevokedKeys(db: Db, village: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('revoked')
    .select('what')
    .where('village', '=', village)
    .where('kind', '=', 'key')
    .execute();
  return new Set(rows.map((r) => r.what));
}
