import type { PhotoHolders, Roster } from '@hufu/contract';
import { sha256 } from '@noble/hashes/sha2.js';
import { split } from 'shamir-secret-sharing';
import { thumbprint } from '../keys/cose-key.ts';
import { sealTo } from './hpke.ts';
import { cipherOf, formatSealedPhoto, headBytes, keysOf, type SealedShare } from './sealed-photo.ts';

/** What a share is sealed for. */
export const shareInfo = 'hufu-sealed-photo/1 share';

/**
 * Seals a photograph at capture: a key of its own, split so that `threshold` holders give it back, each share sealed to
 * one of them. The key is forgotten when this returns; nobody ever held one that opens two pictures.
 */
export async function sealPhoto(
  photo: Uint8Array,
  of: {
    readonly roster: Pick<Roster, 'village' | 'version'>;
    readonly photos: PhotoHolders;
    readonly authorization: string;
    readonly mediaType: string;
  },
): Promise<Uint8Array> {
  const { threshold, holders } = of.photos;
  const head = {
    village: of.roster.village,
    rosterVersion: of.roster.version,
    authorization: of.authorization,
    mediaType: of.mediaType,
    threshold,
    holders: holders.map((h) => thumbprint(h.key)),
  };
  const aad = headBytes(head);
  const secret = crypto.getRandomValues(new Uint8Array(32));
  const parts = await split(secret, holders.length, threshold);
  const shares: SealedShare[] = [];
  for (const [i, holder] of holders.entries()) {
    const part = parts[i];
    if (!part) throw new RangeError('a share for each holder');
    shares.push({
      ...(await sealTo(holder.seal, part, { info: shareInfo, aad })),
      check: sha256(part),
    });
  }
  const keys = keysOf(secret, aad);
  const body = await (await cipherOf(keys, aad)).seal(photo);
  for (const gone of [secret, keys.key, ...parts]) gone.fill(0);
  return formatSealedPhoto({ head, shares, commitment: keys.commitment, body });
}
