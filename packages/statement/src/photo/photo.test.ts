import { type Opening, type PhotoHolders, type Result, valueOrThrow } from '@hufu/contract';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectType, parseSigned, signStatementSync } from '../cose-sign.ts';
import { type FileSigner, importSigner } from '../keys/signer.ts';
import { photoHolder } from './holder.ts';
import { openPhoto, type PhotoOpening, releaseShare } from './open-photo.ts';
import { sealPhoto } from './seal-photo.ts';
import { isSealedPhoto, readSealedPhoto } from './sealed-photo.ts';

const id = (n: number) => `0190a000-0000-7000-8000-00000000000${n}`;
const village = id(1);
const names = ['书记', '监委会', '镇档案室'] as const;
const signers = names.map((name) => importSigner('EdDSA', sha256(new TextEncoder().encode(name))));
const [secretary, committee, archive] = signers as [FileSigner, FileSigner, FileSigner];
const picture = new TextEncoder().encode('人像 a photograph of a person');
let photos: PhotoHolders;
let file: Uint8Array;

beforeAll(async () => {
  const holders = await Promise.all(signers.map((s, i) => photoHolder(names[i] ?? '', s)));
  photos = { threshold: 2, holders };
  file = await seal();
});

const seal = (over: PhotoHolders = photos) =>
  sealPhoto(picture, {
    roster: { village, version: 3 },
    photos: over,
    authorization: id(2),
    mediaType: 'image/jpeg',
  });

function opening(by: readonly FileSigner[], change: Partial<Opening> = {}): PhotoOpening['opening'] {
  const payload: Opening = {
    type: 'opening',
    v: 1,
    id: id(3),
    village,
    at: 1,
    request: null,
    digest: sha256(file),
    by: '书记',
    reason: '核查举报',
    ...change,
  };
  const [first = secretary, ...others] = by;
  const cose = signStatementSync(payload, [first, ...others]);
  return valueOrThrow(expectType(valueOrThrow(parseSigned(cose)), 'opening'));
}

const of = (change: Partial<PhotoOpening> = {}): PhotoOpening => ({
  sealed: valueOrThrow(readSealedPhoto(file)),
  digest: sha256(file),
  opening: opening([secretary, committee]),
  photos,
  ...change,
});
const codeOf = (r: Result<unknown>) => (r.ok ? 'opened' : r.code);

describe('a photograph sealed to three holders, two of whom open it', () => {
  it.each([
    ['书记 with 监委会', secretary, committee],
    ['书记 with 镇档案室', secretary, archive],
    ['监委会 with 镇档案室', committee, archive],
  ])('is opened by %s', async (_, opener, helper) => {
    const by = names[signers.indexOf(opener)] ?? '';
    const act = of({ opening: opening([opener, helper], { by }) });
    const share = valueOrThrow(await releaseShare(act, helper));
    const opened = valueOrThrow(await openPhoto(act, opener, [share]));
    expect(opened).toEqual({ photo: picture, mediaType: 'image/jpeg' });
  });

  it('is opened by no one of them alone, nor by somebody else', async () => {
    expect(codeOf(await openPhoto(of(), secretary, []))).toBe('QUORUM_MISSING');
    // His own share twice is one share.
    const own = valueOrThrow(await releaseShare(of(), secretary));
    expect(codeOf(await openPhoto(of(), secretary, [own]))).toBe('QUORUM_MISSING');
    const stranger = importSigner('EdDSA', sha256(new Uint8Array(1)));
    expect(codeOf(await openPhoto(of(), stranger, []))).toBe('SIGNER_UNKNOWN');
    expect(codeOf(await releaseShare(of(), stranger))).toBe('SIGNER_UNKNOWN');
  });

  it.each([
    ['one signature only', 'QUORUM_MISSING', () => opening([secretary])],
    ['another village', 'OPENING_MISMATCH', () => opening([secretary, committee], { village: id(9) })],
    [
      'another photograph',
      'OPENING_MISMATCH',
      () => opening([secretary, committee], { digest: new Uint8Array(32) }),
    ],
    [
      'an opener who did not sign',
      'OPENING_MISMATCH',
      () => opening([secretary, committee], { by: '镇档案室' }),
    ],
    [
      'an opener who is no holder',
      'OPENING_MISMATCH',
      () => opening([secretary, committee], { by: '运营方' }),
    ],
  ])('gets no share under an opening with %s (%s)', async (_, code, make) => {
    expect(codeOf(await releaseShare(of({ opening: make() }), committee))).toBe(code);
  });

  it('has every share bound to its opening and its photograph, and names whose share is wrong', async () => {
    const share = valueOrThrow(await releaseShare(of(), committee));
    const later = of({ opening: opening([secretary, committee], { id: id(4), reason: '再看一次' }) });
    expect(await openPhoto(later, secretary, [share])).toMatchObject({
      code: 'PHOTO_SHARE_WRONG',
      context: { holder: '监委会' },
    });
    expect(codeOf(await openPhoto(of(), secretary, [share.slice(0, -1)]))).toBe('PHOTO_SHARE_WRONG');
    const spoilt = Uint8Array.from(share);
    spoilt[spoilt.length - 1] = (spoilt.at(-1) ?? 0) ^ 1;
    expect(await openPhoto(of(), secretary, [spoilt])).toMatchObject({ context: { holder: '监委会' } });
    // Somebody who overhears the share cannot use it: it is sealed to the opener.
    const eve = of({ opening: opening([committee, archive], { by: '镇档案室' }) });
    expect(codeOf(await openPhoto(eve, archive, [share]))).toBe('PHOTO_SHARE_WRONG');
  });

  it('is not opened by the holders of another roster', async () => {
    const others = { ...photos, holders: [...photos.holders].reverse() };
    expect(codeOf(await releaseShare(of({ photos: others }), committee))).toBe('OPENING_MISMATCH');
  });

  it('holds nothing of the picture in the open, and never the same bytes twice', async () => {
    expect(isSealedPhoto(file)).toBe(true);
    expect(isSealedPhoto(picture)).toBe(false);
    expect(Buffer.from(file).includes(Buffer.from(picture))).toBe(false);
    const again = await seal();
    expect(Buffer.from(again).equals(Buffer.from(file))).toBe(false);
  });

  it('is opened no more when a bit of the file was changed, wherever it is', async () => {
    const act = of();
    const share = valueOrThrow(await releaseShare(act, committee));
    for (let i = 0; i < file.length; i += 7) {
      const changed = Uint8Array.from(file);
      changed[i] = (changed[i] ?? 0) ^ (1 << (i % 8));
      const read = readSealedPhoto(changed);
      // The digest that records name differs; and even a caller who forgot to look gets no other picture.
      const opened = read.ok ? await openPhoto({ ...act, sealed: read.value }, secretary, [share]) : read;
      if (opened.ok) expect('photo' in opened.value && opened.value.photo).toEqual(picture);
      else expect(['SEALED_PHOTO_MALFORMED', 'PHOTO_SHARE_WRONG', 'OPENING_MISMATCH']).toContain(opened.code);
    }
  });

  it('is read or refused, whatever bytes come', () => {
    const magic = file.slice(0, 8);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, hasMagic) => {
        const read = readSealedPhoto(hasMagic ? Uint8Array.from([...magic, ...bytes]) : bytes);
        expect(read.ok ? 'read' : read.code).toBe('SEALED_PHOTO_MALFORMED');
      }),
    );
  });
});
