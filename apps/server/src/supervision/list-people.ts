import { api } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { accountView, listAccounts } from '../people/account.store.ts';
import { listAppointments } from '../people/person.store.ts';
import { findRoster } from '../people/roster.store.ts';
import { appointmentWarnings } from './appointment-warnings.ts';

/** GET /api/supervision/list-people */
export const listPeople = answer(api.supervision.listPeople, async ({ parts, caller, query }) => {
  const accounts = await listAccounts(parts.db, caller.unit.id, query.village);
  const villages = [...new Set(accounts.map((a) => a.unit.id))];
  const appointments = await listAppointments(parts.db, villages);
  const rosters = new Map(
    await Promise.all(villages.map(async (v) => [v, (await findRoster(parts.db, v))?.roster] as const)),
  );
  return {
    items: accounts.map((a) => {
      const roster = rosters.get(a.unit.id);
      const person = roster?.people.find((p) => p.id === a.person);
      return {
        ...accountView(a),
        appointedBy: (a.person && appointments.get(a.person)) ?? '',
        keys: person?.keys.filter((k) => k.until === null).length ?? 0,
        warnings: roster && person ? appointmentWarnings(person, roster) : [],
      };
    }),
  };
});
