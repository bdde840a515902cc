import { accept, type Opening, type PhotoHolders, type Result, refuse, sameBytes } from '@hufu/contract';
import { expectType, type SignedStatement } from '../cose-sign.ts';
import { verifyThreshold } from '../roster/threshold.ts';

/** Who opens, and who agreed. */
export interface VerifiedOpening {
  readonly opening: Opening;
  /** The holder whom the opening names: shares are released to him. */
  readonly opener: PhotoHolders['holders'][number];
  readonly holders: readonly string[];
}

/**
 * Whether the threshold of holders signed an opening with its reason, and the one who shall see the picture is among
 * them. With `of` it must be of this very photograph.
 */
export function verifyOpening(
  signed: SignedStatement,
  photos: PhotoHolders,
  of?: { readonly village: string; readonly digest: Uint8Array },
): Result<VerifiedOpening> {
  const typed = expectType(signed, 'opening');
  if (!typed.ok) return typed;
  const opening = typed.value.payload;
  if (of && opening.village !== of.village)
    return refuse('OPENING_MISMATCH', { problem: '是别村的 / of another village' });
  if (of && !sameBytes(opening.digest, of.digest))
    return refuse('OPENING_MISMATCH', { problem: '是另一张照片的 / of another photograph' });
  const signers = verifyThreshold(signed, { threshold: photos.threshold, keys: photos.holders });
  if (!signers.ok) return signers;
  const opener = photos.holders.find((h) => h.holder === opening.by);
  if (!opener || !signers.value.includes(opener.holder))
    return refuse('OPENING_MISMATCH', {
      problem: '查看人不在签名的持钥人里 / whoever opens it must be one of the holders who signed',
    });
  return accept({ opening, opener, holders: signers.value });
}
