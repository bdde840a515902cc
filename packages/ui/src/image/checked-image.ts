import { HufuError, toHex } from '@hufu/contract';

/** An image whose bytes are exactly those of its digest, ready to be drawn. */
export interface CheckedImage {
  readonly digest: string;
  readonly url: string;
  readonly sizeBytes: number;
}

/** Fetches the bytes that a digest names. */
export type FetchBytes = (digest: string, signal?: AbortSignal) => Promise<Uint8Array>;

const kinds: readonly (readonly [magic: readonly number[], type: string])[] = [
  [[0x89, 0x50, 0x4e, 0x47], 'image/png'],
  [[0xff, 0xd8, 0xff], 'image/jpeg'],
  [[0x52, 0x49, 0x46, 0x46], 'image/webp'],
];

/**
 * Fetches an image and hashes the very bytes that will be drawn. What he sees is what he signs (DESIGN.md 1): a byte
 * that differs from the digest in the statement is refused, whoever sent it, and nothing is drawn.
 */
export async function loadCheckedImage(
  digest: string,
  fetchBytes: FetchBytes,
  signal?: AbortSignal,
): Promise<CheckedImage> {
  const bytes = await fetchBytes(digest, signal);
  // A copy in a plain ArrayBuffer: the bytes hashed are the bytes that go into the blob.
  const held = new Uint8Array(bytes);
  const actual = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', held)));
  if (actual !== digest)
    throw new HufuError('PAGE_IMAGE_ALTERED', { context: { digest: digest.slice(0, 12) } });
  const type = kinds.find(([magic]) => magic.every((b, i) => held[i] === b))?.[1];
  if (!type) throw new HufuError('PAGE_IMAGE_ALTERED', { context: { digest: digest.slice(0, 12) } });
  return { digest, url: URL.createObjectURL(new Blob([held], { type })), sizeBytes: held.length };
}

/** Keeps checked images while a screen needs them, and gives their memory back. */
export interface ImageShelf {
  get(digest: string): Promise<CheckedImage>;
  /** Gives back every image. */
  clear(): void;
}

/** A shelf over one way of fetching: the same digest is fetched once, a failure may be tried again. */
export function imageShelf(fetchBytes: FetchBytes): ImageShelf {
  const held = new Map<string, Promise<CheckedImage>>();
  return {
    get(digest) {
      const known = held.get(digest);
      if (known) return known;
      const loading = loadCheckedImage(digest, fetchBytes);
      held.set(digest, loading);
      loading.catch(() => held.delete(digest));
      return loading;
    },
    clear() {
      for (const loading of held.values())
        loading.then(
          (image) => URL.revokeObjectURL(image.url),
          () => undefined,
        );
      held.clear();
    },
  };
}
