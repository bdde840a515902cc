import type { Mark } from '../feature/paper-features.ts';

/** Papers are numbered; 65,536 of them share the posting rows of a segment. */
export const SEGMENT_PAPERS = 65_536;
const CHECK_BITS = 10;
/** Bytes of one posting: paper within its segment (16 bits), which of its marks (6), check (10). */
export const POSTING_BYTES = 4;

/** The row of the inverted index in which a token's postings stand: its upper 16 bits. */
export function bucketOf(token: number): number {
  return token >>> CHECK_BITS;
}

/** The rest of the token, kept with each posting. */
export function checkOf(token: number): number {
  return token & ((1 << CHECK_BITS) - 1);
}

/** The token of a bucket and a check. */
export function tokenOf(bucket: number, check: number): number {
  return bucket * (1 << CHECK_BITS) + check;
}

/** Postings of one row. */
export interface PostingRow {
  readonly segment: number;
  readonly bucket: number;
  readonly postings: Uint8Array;
}

/** The rows to be appended to for these papers, in order of segment and bucket. */
export function postingRowsOf(
  papers: readonly { readonly number: number; readonly marks: readonly Pick<Mark, 'token'>[] }[],
): PostingRow[] {
  const rows = new Map<number, number[]>();
  for (const { number, marks } of papers) {
    const segment = Math.floor(number / SEGMENT_PAPERS);
    marks.forEach((mark, slot) => {
      const at = segment * 65_536 + bucketOf(mark.token);
      const row = rows.get(at) ?? [];
      if (row.length === 0) rows.set(at, row);
      row.push((((number % SEGMENT_PAPERS) << 16) | (slot << CHECK_BITS) | checkOf(mark.token)) >>> 0);
    });
  }
  return [...rows.keys()]
    .sort((a, b) => a - b)
    .map((at) => {
      const values = rows.get(at) ?? [];
      const postings = new Uint8Array(values.length * POSTING_BYTES);
      const view = new DataView(postings.buffer);
      values.forEach((v, i) => {
        view.setUint32(i * POSTING_BYTES, v);
      });
      return { segment: Math.floor(at / 65_536), bucket: at % 65_536, postings };
    });
}

/** Calls back for each posting of a row. */
export function eachPosting(
  row: PostingRow,
  visit: (paper: number, slot: number, check: number) => void,
): void {
  const view = new DataView(row.postings.buffer, row.postings.byteOffset, row.postings.byteLength);
  const base = row.segment * SEGMENT_PAPERS;
  for (let i = 0; i + POSTING_BYTES <= row.postings.length; i += POSTING_BYTES) {
    const v = view.getUint32(i);
    visit(base + (v >>> 16), (v >>> CHECK_BITS) & 63, v & ((1 << CHECK_BITS) - 1));
  }
}

/** The postings of a row without those of some papers. */
export function withoutPapers(row: PostingRow, gone: ReadonlySet<number>): Uint8Array {
  const view = new DataView(row.postings.buffer, row.postings.byteOffset, row.postings.byteLength);
  const base = row.segment * SEGMENT_PAPERS;
  const kept = new Uint8Array(row.postings.length);
  let length = 0;
  for (let i = 0; i + POSTING_BYTES <= row.postings.length; i += POSTING_BYTES) {
    if (gone.has(base + (view.getUint32(i) >>> 16))) continue;
    kept.set(row.postings.subarray(i, i + POSTING_BYTES), length);
    length += POSTING_BYTES;
  }
  return kept.subarray(0, length);
}
