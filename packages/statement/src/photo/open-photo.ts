import {
  accept,
  type Opening,
  type PhotoHolders,
  type Result,
  refuse,
  sameBytes,
  toHex,
  zBytes,
  zDigest,
} from '@hufu/contract';
import { sha256 } from '@noble/hashes/sha2.js';
import { combine } from 'shamir-secret-sharing';
import { z } from 'zod';
import { decodeCbor, encodeCbor } from '../cbor.ts';
import type { SignedStatement } from '../cose-sign.ts';
import { thumbprint } from '../keys/cose-key.ts';
import type { FileSigner } from '../keys/signer.ts';
import { verifyOpening } from '../verify/verify-opening.ts';
import { openingPair } from './holder.ts';
import { openWith, sealTo } from './hpke.ts';
import { shareInfo } from './seal-photo.ts';
import { cipherOf, headBytes, keysOf, type SealedPhoto } from './sealed-photo.ts';

const format = 'hufu-photo-share/1';
const zReleased = z.tuple([z.literal(format), zDigest, zDigest, zBytes, zBytes]);

/** A sealed photograph and the opening under which it may be opened. */
export interface PhotoOpening {
  readonly sealed: SealedPhoto;
  /** SHA-256 of the sealed file: how records and the opening name it. */
  readonly digest: Uint8Array;
  readonly opening: SignedStatement<Opening>;
  /** Holders of the roster that the photograph was sealed under. */
  readonly photos: PhotoHolders;
}

/**
 * A holder's share for whoever the opening names, sealed to him and good for this opening only. Refuses when the opening
 * lacks signatures, or is of another photograph. The caller has seen that it is in the log.
 */
export async function releaseShare(of: PhotoOpening, signer: FileSigner): Promise<Result<Uint8Array>> {
  const may = mayOpen(of);
  if (!may.ok) return may;
  const own = await ownShare(of, signer);
  if (!own.ok) return own;
  const { enc, box } = await sealTo(may.value.seal, own.value, {
    info: format,
    aad: of.opening.digest,
  });
  return accept(encodeCbor([format, of.opening.digest, signer.thumbprint, enc, box]));
}

/** Opens a photograph with one's own share and those that others released to one. */
export async function openPhoto(
  of: PhotoOpening,
  signer: FileSigner,
  released: readonly Uint8Array[],
): Promise<Result<{ readonly photo: Uint8Array; readonly mediaType: string }>> {
  const may = mayOpen(of);
  if (!may.ok) return may;
  if (!sameBytes(thumbprint(may.value.key), signer.thumbprint)) return refuse('SIGNER_UNKNOWN');
  const own = await ownShare(of, signer);
  if (!own.ok) return own;
  const shares = new Map([[toHex(signer.thumbprint), own.value]]);
  for (const file of released) {
    const share = await readReleased(of, signer, file);
    if (!share.ok) return share;
    shares.set(share.value.holder, share.value.share);
  }
  const { threshold, mediaType } = of.sealed.head;
  if (shares.size < threshold) return refuse('QUORUM_MISSING', { needed: threshold, present: shares.size });
  const aad = headBytes(of.sealed.head);
  const keys = keysOf(await combine([...shares.values()].slice(0, threshold)), aad);
  const bad = () =>
    refuse('SEALED_PHOTO_MALFORMED', { problem: '密文与钥匙不符 / ciphertext and key differ' });
  if (!sameBytes(keys.commitment, of.sealed.commitment)) return bad();
  try {
    return accept({ photo: await (await cipherOf(keys, aad)).open(of.sealed.body), mediaType });
  } catch {
    // WebCrypto throws when the tag is wrong: the bytes are not those that were sealed.
    return bad();
  }
}

/** The holder whom the opening names, if it holds for this very photograph. */
function mayOpen({ sealed, digest, opening, photos }: PhotoOpening): Result<PhotoHolders['holders'][number]> {
  const { village, holders, threshold } = sealed.head;
  const isThese =
    threshold === photos.threshold &&
    holders.length === photos.holders.length &&
    photos.holders.every((h, i) => sameBytes(thumbprint(h.key), holders[i] ?? new Uint8Array(0)));
  if (!isThese)
    return refuse('OPENING_MISMATCH', { problem: '不是加密给这份名册的持钥人 / sealed to other holders' });
  const verified = verifyOpening(opening, photos, { village, digest });
  return verified.ok ? accept(verified.value.opener) : verified;
}

async function ownShare(of: PhotoOpening, signer: FileSigner): Promise<Result<Uint8Array>> {
  const { sealed, photos } = of;
  const i = sealed.head.holders.findIndex((h) => sameBytes(h, signer.thumbprint));
  const sealedShare = sealed.shares[i];
  if (!sealedShare) return refuse('SIGNER_UNKNOWN');
  const purpose = { info: shareInfo, aad: headBytes(sealed.head) };
  const share = await openWith(await openingPair(signer), sealedShare, purpose);
  if (share && sameBytes(sha256(share), sealedShare.check)) return accept(share);
  return refuse('PHOTO_SHARE_WRONG', {
    holder: photos.holders[i]?.holder ?? '',
    problem: '用这把钥匙打不开 / this key does not open it',
  });
}

async function readReleased(
  of: PhotoOpening,
  signer: FileSigner,
  file: Uint8Array,
): Promise<Result<{ readonly holder: string; readonly share: Uint8Array }>> {
  const cbor = decodeCbor(file);
  const read = cbor.ok ? zReleased.safeParse(cbor.value) : undefined;
  const wrong = (holder: string, problem: string) => refuse('PHOTO_SHARE_WRONG', { holder, problem });
  if (!read?.success) return wrong('—', '读不了 / cannot be read');
  const [, opening, from, enc, box] = read.data;
  const i = of.sealed.head.holders.findIndex((h) => sameBytes(h, from));
  const name = of.photos.holders[i]?.holder ?? '—';
  const check = of.sealed.shares[i]?.check;
  if (!check) return wrong(name, '不是持钥人 / no holder');
  if (!sameBytes(opening, of.opening.digest))
    return wrong(name, '是给另一次查看的 / released for another opening');
  const pair = await openingPair(signer);
  const share = await openWith(pair, { enc, box }, { info: format, aad: of.opening.digest });
  if (!share || !sameBytes(sha256(share), check))
    return wrong(name, '不是这张照片的那一份 / not the share of this photograph');
  return accept({ holder: toHex(from), share });
}
