import { accept, type Result, refuse, toHex } from '@hufu/contract';
import type { TimestampCertificate } from './certificate.ts';
import { digest } from './digests.ts';
import { type VerifiedTimestamp, verifyTimestamp } from './token.ts';

/** A time stamp as a pack or a server keeps it. */
export interface KeptTimestamp {
  /** 1 is over the checkpoint; each further layer renews all before it. */
  readonly layer: number;
  readonly authority: string;
  /** A TimeStampResp in DER. */
  readonly token: Uint8Array;
}

/** Until when an algorithm is believed, in milliseconds; what is not in the map has no known end. */
export type AlgorithmAges = ReadonlyMap<string, number>;

/** NIST SP 800-57 part 1 ends 112-bit strength with 2030. A policy may say otherwise, and must once more is known. */
export const defaultAges: AlgorithmAges = new Map([['rsa2048', Date.UTC(2031, 0, 1)]]);

/** What the time stamps of a checkpoint prove. */
export interface TimestampStory {
  /** Tokens that hold and that an anchor of the verifier vouches for. */
  readonly trusted: readonly (VerifiedTimestamp & { readonly authority: string; readonly layer: number })[];
  /** Tokens whose signature holds, of authorities that the verifier did not name. */
  readonly strangers: readonly string[];
  /** Trusted tokens that were not renewed before certificate or algorithm ended. */
  readonly lapsed: readonly string[];
  /** The checkpoint existed at this time, by the earliest token that still holds. */
  readonly existedAt: number | undefined;
}

/**
 * What a time stamp of a layer is over. The first is over the checkpoint with its signatures; a later one over SHA-512 of
 * the checkpoint and of every token before, as the archive time stamps of RFC 4998 §5: a renewal with a fresh algorithm
 * covers the data themselves, not only the old hash of them.
 */
export function timestampedBytes(
  layer: number,
  checkpoint: Uint8Array,
  earlier: readonly KeptTimestamp[],
): Uint8Array {
  if (layer === 1) return checkpoint;
  const sum = (bytes: Uint8Array) => toHex(digest('sha512', bytes));
  const lines = sorted(earlier.filter((t) => t.layer < layer)).map(
    (t) => `${t.layer} ${t.authority} ${sum(t.token)}\n`,
  );
  const head = `hufu-timestamp-renewal/1\n${layer}\n${sum(checkpoint)}\n`;
  return new TextEncoder().encode(`${head}${lines.join('')}`);
}

/** Tokens in their one order: layer by layer, by name within. */
export function sorted(tokens: readonly KeptTimestamp[]): KeptTimestamp[] {
  return [...tokens].sort((a, b) => a.layer - b.layer || (a.authority < b.authority ? -1 : 1));
}

/** Verifies every token of every layer; refuses one that is of other bytes or badly signed, whoever signed it. */
export function verifyTimestamps(
  tokens: readonly KeptTimestamp[],
  checkpoint: Uint8Array,
  anchors: readonly TimestampCertificate[],
  ages: AlgorithmAges,
  now: number | undefined,
): Result<TimestampStory> {
  const all = sorted(tokens);
  const verified: (VerifiedTimestamp & KeptTimestamp)[] = [];
  for (const one of all) {
    const { layer, authority } = one;
    if (layer > 1 && !all.some((t) => t.layer === layer - 1))
      return refuse('TIMESTAMP_INVALID', { authority, problem: `缺第 ${layer - 1} 层 / a layer is missing` });
    const held = verifyTimestamp(one.token, timestampedBytes(layer, checkpoint, all), anchors);
    if (!held.ok) return { ...held, context: { ...held.context, authority, layer } };
    if (now !== undefined && held.value.at > now + 300_000)
      return refuse('TIMESTAMP_INVALID', { authority, layer, problem: '时间在将来 / in the future' });
    verified.push({ ...held.value, ...one });
  }
  const known = verified.filter((t) => t.anchor);
  // A token must hold until the next layer took over, the last one until now.
  const neededUntil = (layer: number) => {
    const next = known.filter((t) => t.layer === layer + 1).map((t) => t.at);
    return next.length > 0 ? Math.min(...next) : now;
  };
  const holds = (t: VerifiedTimestamp & KeptTimestamp): boolean => {
    const until = neededUntil(t.layer);
    return until === undefined || (until <= t.signer.notAfter && until < endOfAlgorithms(t, ages));
  };
  const lapsedLayers = known.filter((t) => !holds(t));
  const trusted = known.filter(holds);
  // A broken layer breaks what it renewed: only first-layer tokens under unbroken layers still prove their time.
  const deepest = Math.max(0, ...known.map((t) => t.layer));
  const isUnbroken = Array.from({ length: deepest }, (_, i) => i + 1).every((layer) =>
    trusted.some((t) => t.layer === layer),
  );
  const first = trusted.filter((t) => t.layer === 1).map((t) => t.at);
  return accept({
    trusted,
    strangers: verified.filter((t) => !t.anchor).map((t) => t.authority),
    lapsed: lapsedLayers.map((t) => t.authority),
    existedAt: isUnbroken && first.length > 0 ? Math.min(...first) : undefined,
  });
}

/** When the weakest algorithm of a token ends. */
export function endOfAlgorithms(t: VerifiedTimestamp, ages: AlgorithmAges): number {
  return Math.min(
    ages.get(t.digest) ?? Number.POSITIVE_INFINITY,
    ages.get(t.signer.keyKind ?? '') ?? Number.POSITIVE_INFINITY,
  );
}
