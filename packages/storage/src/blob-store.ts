import { createHash } from 'node:crypto';
import { accept, HufuError, type Result, refuse } from '@hufu/contract';

/** Lower-case hex of SHA-256: a blob's only name. */
export type BlobDigest = string;

/** What came of storing a stream. */
export interface StoredBlob {
  readonly digest: BlobDigest;
  readonly sizeBytes: number;
}

/** Evidence by content: what is stored never changes; it can only be removed, by schedule. */
export interface BlobStore {
  /** Durable when it resolves; the same bytes again are accepted. */
  put(bytes: Uint8Array): Promise<BlobDigest>;
  /** Stores a stream; refuses with BLOB_TOO_LARGE beyond the limit and keeps nothing of it. */
  putStream(source: AsyncIterable<Uint8Array>, options: { limitBytes: number }): Promise<Result<StoredBlob>>;
  /** The bytes, whose digest was checked: throws BLOB_MISSING or BLOB_CORRUPT. */
  get(digest: BlobDigest): Promise<Uint8Array>;
  has(digest: BlobDigest): Promise<boolean>;
  stat(digest: BlobDigest): Promise<{ readonly sizeBytes: number } | undefined>;
  /** All digests, in no promised order. */
  list(): AsyncIterable<BlobDigest>;
  /** Removes a blob (a `deletion`); one that is not there is no error. */
  remove(digest: BlobDigest): Promise<void>;
}

/** The digest under which bytes are stored. */
export function digestOf(bytes: Uint8Array): BlobDigest {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Whether a text is a digest; anything else must never become a path or a key. */
export function isBlobDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** Refuses to look for what cannot be a digest. */
export function assertDigest(digest: string): void {
  if (!isBlobDigest(digest))
    throw new HufuError('BLOB_MISSING', { context: { digest: digest.slice(0, 80) } });
}

/** Hands out bytes only when they are what their name says. */
export function checkedBlob(digest: BlobDigest, bytes: Uint8Array): Uint8Array {
  if (digestOf(bytes) !== digest) throw new HufuError('BLOB_CORRUPT', { context: { digest } });
  return bytes;
}

/** A whole stream in memory, up to a limit. */
export async function collect(
  source: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<Result<Uint8Array>> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of source) {
    sizeBytes += piece.length;
    if (sizeBytes > limitBytes) return refuse('BLOB_TOO_LARGE', { limitBytes });
    pieces.push(piece);
  }
  const whole = new Uint8Array(sizeBytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return accept(whole);
}
