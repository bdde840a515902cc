import { api } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { listMatters } from '../matters/matter.store.ts';
import { getRoster } from '../people/roster.store.ts';
import { listSeals } from '../people/seal.store.ts';
import { findProvince } from '../people/unit.store.ts';

/** GET /api/seal-use/get-filing-form */
export const getFilingForm = answer(api.sealUse.getFilingForm, async ({ parts, caller }) => {
  const now = parts.now();
  const { roster } = await getRoster(parts.db, caller.unit.id);
  const present = roster.people.filter((p) => p.since <= now && (p.until === null || p.until > now));
  const named = (p: { id: string; name: string }) => ({ id: p.id, name: p.name });
  const seals = await listSeals(parts.db, caller.unit.id, caller.unit.id);
  return {
    village: caller.unit,
    matters: await listMatters(parts.db, await findProvince(parts.db, caller.unit.id), now),
    seals: seals.filter((s) => s.state === 'active'),
    stampers: present.filter((p) => p.roles.includes('stamper') || p.roles.includes('custodian')).map(named),
    approvers: present.filter((p) => p.roles.includes('approver')).map(named),
  };
});
