import { z } from 'zod';

/** Who rejected, when and why, as it is kept with the request. */
export const zRejectionFacts = z.object({ by: z.string(), at: z.number(), reason: z.string() });
