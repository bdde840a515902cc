import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aPack, ownPolicyText, packVillage } from './bench-pack.ts';

/** Writes vectors/evidence: a genuine pack, one with a changed byte in a photograph, a proof file, and the policy. */
const folder = join(import.meta.dirname, '../../../vectors/evidence');
mkdirSync(folder, { recursive: true });
const village = packVillage();
const { bytes, proofFiles } = await aPack(village);
writeFileSync(join(folder, 'genuine.zip'), bytes);
const jpeg = bytes.findIndex((b, i) => b === 0xff && bytes[i + 1] === 0xd8);
writeFileSync(
  join(folder, 'altered.zip'),
  bytes.map((b, i) => (i === jpeg + 9 ? b ^ 1 : b)),
);
writeFileSync(join(folder, 'authorization.tlog-proof'), proofFiles[1] ?? '');
writeFileSync(join(folder, 'policy.txt'), ownPolicyText(village));
