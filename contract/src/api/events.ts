import { z } from 'zod';
import { zId, zInstant } from '../bytes.ts';
import { zPhase } from './views.ts';

/** What `GET /api/events` (server-sent events, signed in) sends: a hint to fetch again, never the content. */
export const zLiveEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('request'), id: zId, phase: zPhase, at: zInstant }),
  z.object({ kind: z.literal('document'), id: zId, state: z.string(), at: zInstant }),
  z.object({
    kind: z.literal('notice'),
    id: zId,
    title: z.object({ zh: z.string(), en: z.string() }),
    request: zId.nullable(),
    at: zInstant,
  }),
  z.object({ kind: z.literal('machine'), id: zId, state: z.string(), at: zInstant }),
  z.object({ kind: z.literal('alarm'), id: zId, at: zInstant }),
]);
export type LiveEvent = z.infer<typeof zLiveEvent>;
