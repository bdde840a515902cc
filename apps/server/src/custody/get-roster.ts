import { api, toBase64url } from '@hufu/contract';
import { answerPublic } from '../http/handler.ts';
import { listRosters } from '../people/roster.store.ts';

/** GET /api/custody/get-roster: rosters are posted with the resolution; anybody may hold a paper against them. */
export const getRoster = answerPublic(api.custody.getRoster, async ({ parts, query }) => {
  const rosters = await listRosters(parts.db, query.village);
  return { rosters: rosters.map(toBase64url) };
});
