import { toHex } from '@hufu/contract';
import { buildPack, readPack, storyOf } from '@hufu/evidence';
import { payloadDigest } from '@hufu/statement';
import { anAuthorization, aPage, aRequest, aVillage, testNow } from '@hufu/testkit';
import { describe, expect, it } from 'vitest';
import { examine } from './examine.ts';

const village = aVillage();
const image = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3);
const request = aRequest(village, { pages: [{ ...aPage(), digest: payloadDigest(image) }] });
const authorization = anAuthorization(village, {}, request).approvedBy(village.secretary);
const bytes = buildPack({
  rosters: [{ cose: village.rosterCose }],
  statements: [
    { cose: request.cose, proof: 'p' },
    { cose: authorization.cose, proof: 'p' },
  ],
  pages: [image],
  pictures: [],
});

describe('the story of a pack', () => {
  it('names who filed and who approved, with what kind of key, and holds the pictures by digest', () => {
    const pack = readPack(bytes);
    const story = pack.ok ? storyOf(pack.value) : null;
    expect(story?.applicant).toBe('张三');
    expect(story?.people.map((p) => [p.name, p.act])).toEqual([
      [village.custodian.name, 'request'],
      [village.secretary.name, 'authorization'],
    ]);
    expect(story?.images.get(toHex(payloadDigest(image)))).toEqual(image);
    expect(story?.impressions).toEqual([]);
  });
});

describe('an examination', () => {
  it('tells no story of evidence that does not hold', () => {
    const examined = examine({ kind: 'pack', bytes: new Uint8Array(bytes), policy: null, now: testNow });
    expect(examined.verdict.colour).toBe('red');
    expect(examined.story).toBeNull();
  });

  it('calls rubbish red instead of failing', () => {
    for (const kind of ['pack', 'proof'] as const)
      expect(examine({ kind, bytes: new Uint8Array(40), policy: null, now: testNow }).verdict.ok).toBe(false);
  });
});
