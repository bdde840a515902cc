import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { pageImage } from '../image/render.ts';
import { type PreparedPage, preparePage, REFERENCE_VERSION } from '../prepare.ts';
import { perform } from './perform.ts';
import { bind, nameOf, pageFrom } from './reference.ts';

const bytes = new Uint8Array(readFileSync(new URL('../../testdata/00.pdf', import.meta.url)));
const digest = createHash('sha256').update(bytes).digest('hex');
let page: PreparedPage;

beforeAll(async () => {
  page = await preparePage(await pageImage(bytes));
}, 60_000);

describe('a prepared page', () => {
  it('is taken for the approved image it was derived from, in the version of today', () => {
    const reference = bind({ digest, number: 1 }, page);
    expect(reference).toMatchObject({ digest, number: 1, version: REFERENCE_VERSION });
    expect(pageFrom(reference, nameOf({ bytes }))).toEqual({ ok: true, value: page });
  });

  it('of another version is refused, so that it is derived anew', () => {
    const old = { ...bind({ digest, number: 1 }, page), version: REFERENCE_VERSION - 1 };
    expect(pageFrom(old, { digest, number: 1 })).toMatchObject({
      ok: false,
      code: 'PAPER_REFERENCE_OUTDATED',
    });
  });

  it('of another image, or of another page of it, is refused', () => {
    const reference = bind({ digest, number: 1 }, page);
    for (const wanted of [
      { digest: digest.replace(/^./, (c) => (c === '0' ? '1' : '0')), number: 1 },
      { digest, number: 2 },
    ])
      expect(pageFrom(reference, wanted)).toMatchObject({ ok: false, code: 'PAPER_REFERENCE_OTHER' });
  });

  it('is not even prepared from bytes other than those that were signed', async () => {
    const altered = bytes.slice();
    altered[altered.length >> 1] = (altered[altered.length >> 1] ?? 0) ^ 1;
    await expect(perform({ kind: 'prepare', approved: { bytes: altered, digest } })).rejects.toMatchObject({
      code: 'PAPER_REFERENCE_OTHER',
    });
  });
});
