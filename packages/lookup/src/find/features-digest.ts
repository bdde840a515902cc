import { createHash } from 'node:crypto';

/** A page as its rows of the index say it. */
export interface PageRows {
  readonly number: number;
  readonly page: number;
  readonly record: string;
  /** When it was taken in. */
  readonly at: number;
  readonly places: Uint8Array;
  readonly postings: readonly { readonly slot: number; readonly token: number }[];
}

/**
 * SHA-256 over everything that the index holds of a page, in one order. It is signed when the page is taken in: a row or
 * a posting that is changed, taken away or added later gives another one.
 */
export function featuresDigest({ number, page, record, at, places, postings }: PageRows): Uint8Array {
  const sorted = [...postings].sort((a, b) => a.slot - b.slot || a.token - b.token);
  const words = new Uint8Array(sorted.length * 5);
  const view = new DataView(words.buffer);
  sorted.forEach(({ slot, token }, i) => {
    view.setUint8(5 * i, slot);
    view.setUint32(5 * i + 1, token);
  });
  const head = `hufu lookup page v1\n${number} ${page} ${record} ${at} ${places.length}\n`;
  return new Uint8Array(createHash('sha256').update(head).update(places).update(words).digest());
}
