/** Places are kept to one part in 64 of the page's width and height: 3.3 × 4.6 mm on A4. */
export const GRID = 64;

/** A kept feature: its token and its place on the page, in parts of the grid. */
export interface Mark {
  readonly token: number;
  readonly x: number;
  readonly y: number;
  readonly isNumber: boolean;
  /** No other paper of the index had it when this one was taken in: it is of the entries, not of the form. */
  readonly isRare: boolean;
}

/** All that the index keeps of a page. */
export interface PaperFeatures {
  readonly marks: readonly Mark[];
}

/** What stands in the paper's own row, for marks that were not found as well: place and kind, not the token. */
export type PlacedMark = Omit<Mark, 'token'>;

/** Two bytes a mark: x (6 bits), y (6), number (1), rare (1), 2 spare. */
export function encodePlaces(marks: readonly PlacedMark[]): Uint8Array {
  const out = new Uint8Array(marks.length * 2);
  marks.forEach((m, i) => {
    const v = (m.x << 10) | (m.y << 4) | (m.isNumber ? 8 : 0) | (m.isRare ? 4 : 0);
    out[2 * i] = v >> 8;
    out[2 * i + 1] = v & 255;
  });
  return out;
}

/** The inverse; a last odd byte is ignored. */
export function decodePlaces(bytes: Uint8Array): PlacedMark[] {
  return Array.from({ length: bytes.length >> 1 }, (_, i) => {
    const v = ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0);
    return { x: v >> 10, y: (v >> 4) & 63, isNumber: (v & 8) !== 0, isRare: (v & 4) !== 0 };
  });
}
