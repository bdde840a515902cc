import { zBytes, zDigest, zEvidenceFile, zId, zInstant } from '@hufu/contract';
import { z } from 'zod';

/** What the journal holds, by type of entry. Everything the agent knows is folded from these. */
export const entrySchemas = {
  boot: z.object({ boot: z.number().int() }),
  /** Raw contact counter when machine and controller first met, or after service people released it. */
  baseline: z.object({ H: z.number().int() }),
  roster: z.object({ cose: zBytes }),
  authorization: z.object({ id: zId, cose: zBytes, number: z.string() }),
  revokedAuthorization: z.object({ authorization: zId }),
  /** One record of the signed chain: written here it is durable and waits for the server. */
  record: z.object({ n: z.number().int(), cose: zBytes, salt: zDigest }),
  evidence: z.object({ ...zEvidenceFile.shape, authorization: zId.nullable() }),
  uploaded: z.object({ digest: zDigest }),
  /** Service people, or a fault, locked or released the machine. */
  lock: z.object({ state: z.enum(['clear', 'lockedDown', 'quarantined']), reason: z.string() }),
  /** Which job is before the screen; null when the screen was left. */
  session: z.object({ authorization: zId.nullable() }),
  pinFailure: z.object({ person: zId, at: zInstant }),
  pinSuccess: z.object({ person: zId }),
  /** Messages from the server's side that could not be read, by topic; the first of a kind, then how many more. */
  refusedMessages: z.object({ kind: z.string(), code: z.string(), count: z.number().int().positive() }),
} as const;

export type EntryType = keyof typeof entrySchemas;
/** What an entry of one type says. */
export type EntryBody<T extends EntryType> = z.infer<(typeof entrySchemas)[T]>;
/** An entry with its type, as it is folded. */
export type JournalEntry = {
  [T in EntryType]: { readonly type: T; readonly body: z.infer<(typeof entrySchemas)[T]> };
}[EntryType];

/** Reads what an earlier process wrote. Unknown types of a newer version are passed over. */
export function readEntry(type: string, body: unknown): JournalEntry | undefined {
  if (!Object.hasOwn(entrySchemas, type)) return undefined;
  const known = type as EntryType;
  return { type: known, body: entrySchemas[known].parse(body) } as JournalEntry;
}
