import { randomUUID } from 'node:crypto';
import { api, HufuError } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { commit } from '../http/unit-of-work.ts';
import { requireVillage } from '../people/require-village.ts';
import { getRow } from '../seal-use/get-summary.ts';
import { recordServiceStatement } from '../statements/service-statement.ts';
import { insertFinding } from './alarm.store.ts';

/** POST /api/supervision/add-finding: it asks and notes; it holds nothing up (AC-12). */
export const addFinding = answer(api.supervision.addFinding, async ({ parts, caller, body }) => {
  await requireVillage(parts.db, caller, body.village);
  if (body.request) {
    const row = await getRow(parts.db, caller, body.request);
    // A finding is logged under a village: it must not point at a paper of another.
    if (row.village !== body.village)
      throw new HufuError('NOT_FOUND', { context: { kind: '申请 / request', id: body.request } });
  }
  const id = randomUUID();
  const { request, village, text } = body;
  const at = await commit(parts, async (work) => {
    const { now } = work;
    await insertFinding(work.tx, {
      id,
      at: now,
      village,
      request,
      account: caller.account,
      by: caller.name,
      text,
    });
    const said = { id, village, at: now, request, by: caller.name.slice(0, 100), text };
    await recordServiceStatement(work, parts.keys.service, { type: 'finding', v: 1, ...said });
    return now;
  });
  return { id, at };
});
