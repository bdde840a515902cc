import {
  fromBase64url,
  fromHex,
  HufuError,
  toBase64url,
  toHex,
  valueOrThrow,
  zBase64url,
  zHex32,
  zId,
} from '@hufu/contract';
import { readIfPresent, writeFileDurably } from '@hufu/durable';
import type { WitnessState } from '@hufu/log';
import { type AcceptedRoster, acceptGenesis, acceptRotation, parseSigned } from '@hufu/statement';
import { z } from 'zod';

const zFile = z.strictObject({
  v: z.literal(1),
  trees: z.record(z.string(), z.strictObject({ size: z.number().int().min(0), root: zHex32 })),
  /** Every roster of a village from the first. */
  rosters: z.record(zId, z.array(zBase64url)),
  revocations: z.record(zId, z.array(zBase64url)),
});

/** What a witness knows of one village. */
export interface WatchedVillage {
  readonly rosters: readonly AcceptedRoster[];
  /** Verified `revocation` statements; their number is the epoch. */
  readonly revocations: readonly Uint8Array[];
}

/** All a witness remembers; it never forgets and never goes back. */
export interface WitnessMemory {
  readonly trees: WitnessState;
  readonly villages: ReadonlyMap<string, WatchedVillage>;
}

/** Reads the state file and verifies every roster chain in it again: a damaged or edited file stops the witness. */
export async function readMemory(file: string): Promise<WitnessMemory> {
  const bytes = await readIfPresent(file);
  if (!bytes) return { trees: new Map(), villages: new Map() };
  const parsed = zFile.safeParse(jsonOf(bytes));
  if (!parsed.success) throw new HufuError('WITNESS_STATE_DAMAGED', { context: { file } });
  const villages = new Map<string, WatchedVillage>();
  for (const [village, coses] of Object.entries(parsed.data.rosters)) {
    const rosters: AcceptedRoster[] = [];
    for (const cose of coses) {
      const signed = valueOrThrow(parseSigned(fromBase64url(cose)));
      const last = rosters.at(-1);
      rosters.push(valueOrThrow(last ? acceptRotation(last, signed) : acceptGenesis(signed)));
    }
    villages.set(village, {
      rosters,
      revocations: (parsed.data.revocations[village] ?? []).map(fromBase64url),
    });
  }
  const trees = new Map(
    Object.entries(parsed.data.trees).map(([o, t]) => [o, { size: t.size, root: fromHex(t.root) }]),
  );
  return { trees, villages };
}

/** Writes the state before anything is signed on its strength. */
export async function writeMemory(file: string, memory: WitnessMemory): Promise<void> {
  const text = JSON.stringify({
    v: 1,
    trees: Object.fromEntries([...memory.trees].map(([o, t]) => [o, { size: t.size, root: toHex(t.root) }])),
    rosters: Object.fromEntries(
      [...memory.villages].map(([id, v]) => [id, v.rosters.map((r) => toBase64url(r.cose))]),
    ),
    revocations: Object.fromEntries(
      [...memory.villages].map(([id, v]) => [id, v.revocations.map((r) => toBase64url(r))]),
    ),
  });
  await writeFileDurably(file, new TextEncoder().encode(text), { mode: 0o600 });
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Not JSON at all: the schema says so with the code of a damaged state.
    return undefined;
  }
}
