import { type Instant, planImpressions, type Reconciliation, sameBytes, toHex } from '@hufu/contract';
import { commitment, parseBundle, TILE_WIDTH, tilePath, tileWidth } from '@hufu/log';
import { parseSigned, thumbprint } from '@hufu/statement';
import { type Cause, raiseAlarms } from '../checks/raise-alarm.ts';
import type { ServerParts } from '../http/parts.ts';
import { commit } from '../http/unit-of-work.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import { findRoster } from '../people/roster.store.ts';
import { type DayCount, dayAlarms } from './count-day.ts';
import {
  countShown,
  type DailyMachine,
  type DayStatement,
  findAuthorizationCose,
  listDailyMachines,
  listDayStatements,
} from './day.store.ts';

/** Queue of the reconciliation. */
export const reconciliationQueue = 'reconcile-days';
const dayMs = 86_400_000;
/** China has one time zone and no summer time: machines end their day at 16:00 UTC. */
const zoneMs = 8 * 3_600_000;
/** How far back is looked: who was offline for a week has its days counted when it comes back. */
const lookBackDays = 7;
/** A machine may be offline for a day before its silence is an alarm. */
const patienceMs = 26 * 3_600_000;

/** Compares the last days of every machine in service; says how many days were looked at and what was raised. */
export async function reconcileDays(
  parts: Pick<ServerParts, 'db' | 'events' | 'now' | 'keys'>,
  keeper: Pick<LogKeeper, 'size' | 'serve'>,
  now: Instant = parts.now(),
): Promise<{ readonly days: number; readonly raised: number }> {
  let [days, raised] = [0, 0];
  for (const machine of await listDailyMachines(parts.db)) {
    const roster = (await findRoster(parts.db, machine.village))?.roster;
    const listed = roster?.machines.find((m) => toHex(thumbprint(m.pressKey)) === machine.thumbprint);
    // One that was taken out of service says nothing any more.
    if (!roster || !listed || listed.until !== null) continue;
    const sealNames = new Map(roster.seals.map((s) => [s.id, s.name]));
    for (let back = lookBackDays; back >= 1; back--) {
      const day = new Date(now + zoneMs - back * dayMs).toISOString().slice(0, 10);
      const from = Date.parse(`${day}T00:00:00Z`) - zoneMs;
      if (from < listed.since) continue;
      const count = await countDay(parts, keeper, machine, day, from);
      if (!count.said && now - (from + dayMs) < patienceMs) continue;
      days += 1;
      raised += await raise(parts, now, dayAlarms(machine, day, count, sealNames));
    }
  }
  return { days, raised };
}

async function raise(
  parts: Pick<ServerParts, 'db' | 'events' | 'now' | 'keys'>,
  now: Instant,
  causes: readonly Cause[],
): Promise<number> {
  if (causes.length === 0) return 0;
  return await commit(
    { ...parts, now: () => now },
    async (work) => (await raiseAlarms(work, parts.keys.service, causes)).length,
  );
}

async function countDay(
  parts: Pick<ServerParts, 'db'>,
  keeper: Pick<LogKeeper, 'size' | 'serve'>,
  machine: DailyMachine,
  day: string,
  from: Instant,
): Promise<DayCount> {
  const isLogged = leafReader(keeper);
  let said: Reconciliation | null = null;
  let isSaidLogged = false;
  const inLog = new Map<string, number>();
  for (const statement of await listDayStatements(parts.db, machine.thumbprint, from, from + dayMs)) {
    const signed = parseSigned(statement.cose);
    if (!signed.ok) continue;
    const { payload } = signed.value;
    if (payload.type === 'reconciliation' && payload.day === day && !said) {
      said = payload;
      isSaidLogged = await isLogged(statement);
    }
    if (payload.type !== 'outcome' || payload.outcome !== 'executed' || !(await isLogged(statement)))
      continue;
    const seal = await sealOf(parts, payload.authorization, payload.k);
    inLog.set(seal, (inLog.get(seal) ?? 0) + 1);
  }
  const inRegister = await countShown(parts.db, machine.id, from, from + dayMs);
  return { said, isSaidLogged, inLog, inRegister };
}

/** The seal that the approvers signed for; an impression of no authorization that is known counts for none. */
async function sealOf(parts: Pick<ServerParts, 'db'>, authorization: string, k: number): Promise<string> {
  const cose = await findAuthorizationCose(parts.db, authorization);
  const signed = cose && parseSigned(cose);
  if (!signed?.ok || signed.value.payload.type !== 'authorization') return '?';
  return planImpressions(signed.value.payload.impressions)[k]?.seal ?? '?';
}

/** Whether the log holds a statement's commitment at its place; bundles are read once. */
function leafReader(keeper: Pick<LogKeeper, 'size' | 'serve'>): (s: DayStatement) => Promise<boolean> {
  const held = new Map<number, readonly Uint8Array[]>();
  return async ({ leafIndex, salt, cose }) => {
    const { size } = keeper;
    if (leafIndex === null || leafIndex >= size) return false;
    const index = Math.floor(leafIndex / TILE_WIDTH);
    let entries = held.get(index);
    if (!entries) {
      const tile = { level: 'entries' as const, index, width: tileWidth('entries', index, size) };
      const file = await keeper.serve(tilePath(tile));
      const parsed = file && parseBundle(tile, file.bytes);
      entries = parsed?.ok ? parsed.value : [];
      held.set(index, entries);
    }
    const entry = entries[leafIndex % TILE_WIDTH];
    return entry !== undefined && sameBytes(entry, commitment(salt, cose));
  };
}
