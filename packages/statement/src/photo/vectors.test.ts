import { readFileSync, writeFileSync } from 'node:fs';
import { fromHex, type Opening, type PhotoHolders, toHex, valueOrThrow } from '@hufu/contract';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { expectType, parseSigned, signStatementSync } from '../cose-sign.ts';
import { importSigner } from '../keys/signer.ts';
import { photoHolder } from './holder.ts';
import { openPhoto, releaseShare } from './open-photo.ts';
import { sealPhoto } from './seal-photo.ts';
import { readSealedPhoto } from './sealed-photo.ts';

/** A sealed photograph with all that opens it, for other implementations. */
interface VectorFile {
  note: string;
  holders: { holder: string; secret: string; key: string; seal: string }[];
  threshold: number;
  sealed: string;
  opening: string;
  /** Released by the second holder to the first. */
  share: string;
  picture: string;
}

const path = new URL('../../../../vectors/sealed-photo.json', import.meta.url);
const village = '0190a000-0000-7000-8000-000000000001';

async function build(): Promise<VectorFile> {
  const names = ['书记', '监委会', '镇档案室'];
  const secrets = names.map((name) => sha256(new TextEncoder().encode(`vector ${name}`)));
  const signers = secrets.map((secret) => importSigner('EdDSA', secret));
  const [first, second] = signers;
  if (!first || !second) throw new Error('two holders wanted');
  const holders = await Promise.all(signers.map((s, i) => photoHolder(names[i] ?? '', s)));
  const picture = new TextEncoder().encode('人像 a photograph of a person');
  const photos = { threshold: 2, holders };
  const roster = { village, version: 1 };
  const file = await sealPhoto(picture, { roster, photos, authorization: village, mediaType: 'image/jpeg' });
  const opening: Opening = {
    type: 'opening',
    v: 1,
    id: village,
    village,
    at: 1_772_416_800_000,
    request: null,
    digest: sha256(file),
    by: '书记',
    reason: '核查举报',
  };
  const cose = signStatementSync(opening, [first, second]);
  const act = actOf(file, cose, photos);
  return {
    note: 'Hexadecimal; see docs/formats/sealed-photo.md. Sealing is random: an implementation opens this one.',
    holders: holders.map(({ holder, key, seal }, i) => ({
      holder,
      secret: toHex(secrets[i] ?? new Uint8Array()),
      key: toHex(key),
      seal: toHex(seal),
    })),
    threshold: 2,
    sealed: toHex(file),
    opening: toHex(cose),
    share: toHex(valueOrThrow(await releaseShare(act, second))),
    picture: toHex(picture),
  };
}

function actOf(file: Uint8Array, cose: Uint8Array, photos: PhotoHolders) {
  const opening = valueOrThrow(expectType(valueOrThrow(parseSigned(cose)), 'opening'));
  return { sealed: valueOrThrow(readSealedPhoto(file)), digest: sha256(file), opening, photos };
}

describe('the vector of a sealed photograph', () => {
  it('is opened by today’s code, with the keys that its holders’ secrets give', async () => {
    if (process.env.HUFU_WRITE_VECTORS) writeFileSync(path, `${JSON.stringify(await build(), null, 1)}\n`);
    const held: VectorFile = JSON.parse(readFileSync(path, 'utf8'));
    const signers = held.holders.map((h) => importSigner('EdDSA', fromHex(h.secret)));
    const holders = await Promise.all(signers.map((s, i) => photoHolder(held.holders[i]?.holder ?? '', s)));
    expect(holders.map((h) => [toHex(h.key), toHex(h.seal)])).toEqual(
      held.holders.map((h) => [h.key, h.seal]),
    );
    const act = actOf(fromHex(held.sealed), fromHex(held.opening), { threshold: held.threshold, holders });
    const [first, , third] = signers;
    if (!first || !third) throw new Error('three holders wanted');
    const opened = valueOrThrow(await openPhoto(act, first, [fromHex(held.share)]));
    expect(toHex(opened.photo)).toBe(held.picture);
    const another = valueOrThrow(await releaseShare(act, third));
    expect(toHex(valueOrThrow(await openPhoto(act, first, [another])).photo)).toBe(held.picture);
  });
});
