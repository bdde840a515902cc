import { createHash } from 'node:crypto';
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

/**
 * Reads the state file, a line of JSON and the SHA-256 of that line, and verifies every roster chain in it again.
 * A flipped digit or an edit stops the witness: one that forgot could be made to sign two histories.
 */
export async function readMemory(file: string): Promise<WitnessMemory> {
  const bytes = await readIfPresent(file);
  if (!bytes) return { trees: new Map(), villages: new Map() };
  const parsed = zFile.safeParse(contentOf(bytes));
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
  const line = new TextEncoder().encode(`${text}\n`);
  const sum = new TextEncoder().encode(`${sumOf(line)}\n`);
  await writeFileDurably(file, Buffer.concat([line, sum]), { mode: 0o600 });
}

function sumOf(line: Uint8Array): string {
  return createHash('sha256').update(line).digest('hex');
}

/** The JSON of a file whose sum fits; undefined is what the schema refuses. */
function contentOf(bytes: Uint8Array): unknown {
  const end = bytes.indexOf(0x0a) + 1;
  const line = bytes.subarray(0, end);
  if (end === 0 || new TextDecoder().decode(bytes.subarray(end)) !== `${sumOf(line)}\n`) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
  } catch {
    // Not JSON at all: the schema says so with the code of a damaged state.
    return undefined;
  }
}
