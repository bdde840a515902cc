import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aPack, ownPolicyText, packVillage } from './bench-pack.ts';

/** Writes vectors/evidence: a genuine pack, one with a changed byte in a photograph, a proof file, and the policy. */
const folder = join(import.meta.dirname, '../../../vectors/evidence');
mkdirSync(folder, { recursive: true });
const village = packVillage();
const { bytes, proofFiles } = await aPack(village);
writeFileSync(join(folder, 'genuine.zip'), bytes);
const picture =
  Buffer.from(bytes)
    .toString('latin1')
    .search(/pictures\/[0-9a-f]{64}\.png\x89/) +
  9 +
  64 +
  4;
writeFileSync(
  join(folder, 'altered.zip'),
  bytes.map((b, i) => (i === picture + 9 ? b ^ 1 : b)),
);
writeFileSync(join(folder, 'authorization.tlog-proof'), proofFiles[1] ?? '');
writeFileSync(join(folder, 'policy.txt'), ownPolicyText(village));
