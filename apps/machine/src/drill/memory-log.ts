import type { Roster } from '@hufu/contract';
import {
  commitment,
  cosign,
  formatCheckpoint,
  formatProof,
  formatVkey,
  KEY_TYPE,
  leafHash,
  nodeHash,
  parseNote,
  proveInclusion,
  rootAt,
  seedSigner,
  signNote,
} from '@hufu/log';

/** A transparency log in memory whose checkpoints two witnesses co-sign; `seedOf` gives the keys. */
export function memoryLog(seedOf: (name: string) => Uint8Array) {
  const origin = 'bench.example/log';
  const logKey = seedSigner(origin, KEY_TYPE.ed25519, seedOf('bench-log'));
  const witnesses = ['w0.example', 'w1.example', 'w2.example'].map((name) =>
    seedSigner(name, KEY_TYPE.cosignature, seedOf(name)),
  );
  const leaves: Uint8Array[] = [];
  const node = (height: number, index: number): Uint8Array =>
    height === 0
      ? (leaves[index] ?? new Uint8Array(32))
      : nodeHash(node(height - 1, 2 * index), node(height - 1, 2 * index + 1));
  const read = async (ids: readonly { height: number; index: number }[]) =>
    ids.map(({ height, index }) => node(height, index));
  return {
    /** Puts the log and its witnesses into a roster. */
    intoRoster: (roster: Roster): Roster => ({
      ...roster,
      log: { origin, vkey: formatVkey(logKey.key) },
      witnesses: {
        ...roster.witnesses,
        all: roster.witnesses.all.map((w, i) => ({
          ...w,
          vkey: formatVkey((witnesses[i] ?? logKey).key),
        })),
      },
    }),
    append(salt: Uint8Array, cose: Uint8Array): number {
      return leaves.push(leafHash(commitment(salt, cose))) - 1;
    },
    /** A proof against a checkpoint over everything appended so far; `cosigners` fewer than k make it worthless. */
    async prove(index: number, cosigners = 2): Promise<string> {
      const size = leaves.length;
      const text = formatCheckpoint({ origin, size, root: await rootAt(size, read), extensions: [] });
      const note = parseNote(await signNote(text, [logKey]));
      const hashes = await proveInclusion(index, size, read);
      if (!note.ok || !hashes.ok) throw new RangeError(`no leaf ${index}`);
      const signatures = await Promise.all(
        witnesses.slice(0, cosigners).map((w) => cosign(text, w, Math.floor(Date.now() / 1000))),
      );
      const checkpoint = { text, signatures: [...note.value.signatures, ...signatures] };
      return formatProof({ index, hashes: hashes.value, checkpoint });
    },
  };
}
