import type { Random } from '@hufu/paper-world';

/** A word of the approved picture with its box, as the data set names it. */
export interface Word {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A picture as interleaved bytes. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** One number's patch, to be laid over another number. */
export interface PatchPlan {
  readonly kind: 'number' | 'digit';
  readonly note: string;
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
  readonly size: readonly [w: number, h: number];
}

interface Ink {
  readonly word: Word;
  /** The paper around the print, and columns of the picture that hold print. */
  readonly paper: readonly number[];
  readonly columns: readonly (readonly [from: number, to: number])[];
  readonly topRow: number;
  readonly rows: number;
}

/** Every way to make one number of this page another, by patches of the same page alone. */
export function planPatches(picture: Pixels, words: readonly Word[]): PatchPlan[] {
  const numbers = words
    .filter((w) => /^[$€£#+]?\d[\d.,/:-]*%?$/.test(w.text) && inside(picture, w))
    .map((w) => inkOf(picture, w))
    .filter((ink) => ink !== undefined);
  // A cut through a stroke would be seen by any comparison: around the patch there must be nothing but paper.
  return [...wholeNumbers(numbers), ...singleDigits(numbers)].filter(
    (plan) => isCleanCut(picture, plan.from, plan.size) && isCleanCut(picture, plan.to, plan.size),
  );
}

/** Some of the plans, each on another number where there are enough. */
export function choosePatches(plans: readonly PatchPlan[], count: number, random: Random): PatchPlan[] {
  const places = Map.groupBy(plans, (p) => `${p.to[0]},${p.to[1]}`);
  const order = [...places.values()]
    .map((group) => ({ group, at: random.next() }))
    .sort((a, b) => a.at - b.at);
  return order.slice(0, count).map(({ group }) => random.pick(group));
}

/** Lays the patch over the picture; the given picture stays as it is. */
export function applyPatch(picture: Pixels, plan: PatchPlan): Pixels {
  const data = Uint8Array.from(picture.data);
  const { width, channels } = picture;
  for (let y = 0; y < plan.size[1]; y++) {
    const source = ((plan.from[1] + y) * width + plan.from[0]) * channels;
    const target = ((plan.to[1] + y) * width + plan.to[0]) * channels;
    data.set(picture.data.subarray(source, source + plan.size[0] * channels), target);
  }
  return { ...picture, data };
}

function wholeNumbers(numbers: readonly Ink[]): PatchPlan[] {
  return numbers.flatMap((to) =>
    numbers.flatMap((from): PatchPlan[] => {
      const shape = (text: string) => text.replace(/\d/g, '0');
      const alike =
        from.word.text !== to.word.text &&
        shape(from.word.text) === shape(to.word.text) &&
        Math.abs(from.word.width - to.word.width) <= 2 &&
        sameSetting(from, to);
      if (!alike) return [];
      const w = Math.max(from.word.width, to.word.width) + 4;
      return [
        {
          kind: 'number',
          note: `${to.word.text}>${from.word.text}`,
          from: [from.word.left - 2, from.topRow - 2],
          to: [to.word.left - 2, to.topRow - 2],
          size: [w, Math.max(from.rows, to.rows) + 4],
        },
      ];
    }),
  );
}

/** Where the print of a number falls into as many pieces as it has characters, one digit can be laid over another. */
function singleDigits(numbers: readonly Ink[]): PatchPlan[] {
  const glyphs = numbers.flatMap((ink) =>
    ink.columns.length === ink.word.text.length
      ? ink.columns.map((columns, i) => ({ ink, columns, char: ink.word.text.charAt(i), i }))
      : [],
  );
  return glyphs
    .filter((g) => /\d/.test(g.char))
    .flatMap((to) =>
      glyphs.flatMap((from): PatchPlan[] => {
        if (!/\d/.test(from.char) || from.char === to.char || !sameSetting(from.ink, to.ink)) return [];
        // Both glyphs are laid out from the same left edge: a 1 is narrower than its place.
        const wide = Math.max(from.columns[1] - from.columns[0], to.columns[1] - to.columns[0]);
        const room = to.ink.columns[to.i + 1]?.[0] ?? Number.POSITIVE_INFINITY;
        const spare = from.ink.columns[from.i + 1]?.[0] ?? Number.POSITIVE_INFINITY;
        if (to.columns[0] + wide >= room || from.columns[0] + wide >= spare) return [];
        const text = to.ink.word.text;
        return [
          {
            kind: 'digit',
            note: `${text}: ${to.char}>${from.char}`,
            from: [from.columns[0] - 1, from.ink.topRow - 2],
            to: [to.columns[0] - 1, to.ink.topRow - 2],
            size: [wide + 3, Math.max(from.ink.rows, to.ink.rows) + 4],
          },
        ];
      }),
    );
}

function isCleanCut(
  { data, width, channels }: Pixels,
  [left, top]: readonly [number, number],
  [w, h]: readonly [number, number],
): boolean {
  const corner = (top * width + left) * channels;
  const isPaper = (x: number, y: number) =>
    [0, 1, 2].every(
      (c) => Math.abs((data[(y * width + x) * channels + c] ?? 0) - (data[corner + c] ?? 0)) < 10,
    );
  for (let x = left; x < left + w; x++) if (!isPaper(x, top) || !isPaper(x, top + h - 1)) return false;
  for (let y = top; y < top + h; y++) if (!isPaper(left, y) || !isPaper(left + w - 1, y)) return false;
  return true;
}

function sameSetting(a: Ink, b: Ink): boolean {
  return (
    Math.abs(a.rows - b.rows) <= 1 &&
    a.paper.every((value, c) => Math.abs(value - (b.paper[c] ?? 0)) <= 6) &&
    // A patch from a distant line may hold another weight of the same face: the ink's share tells.
    a.word.height === b.word.height
  );
}

function inside(picture: Pixels, w: Word): boolean {
  return (
    w.left > 4 && w.top > 4 && w.left + w.width + 8 < picture.width && w.top + w.height + 8 < picture.height
  );
}

function inkOf(picture: Pixels, word: Word): Ink | undefined {
  const at = (x: number, y: number, c: number) =>
    picture.data[(y * picture.width + x) * picture.channels + c] ?? 0;
  // Print covers less than half of a word's box: the median is the paper.
  const paper = [0, 1, 2].map((c) => {
    const values: number[] = [];
    for (let y = word.top; y < word.top + word.height; y += 2)
      for (let x = word.left - 2; x < word.left + word.width + 2; x += 2) values.push(at(x, y, c));
    return values.sort((a, b) => a - b)[values.length >> 1] ?? 255;
  });
  const isInk = (x: number, y: number) => Math.abs(at(x, y, 1) - (paper[1] ?? 0)) > 30;
  const rows: number[] = [];
  for (let y = word.top; y < word.top + word.height; y++) {
    let n = 0;
    for (let x = word.left; x < word.left + word.width; x++) if (isInk(x, y)) n++;
    // A rule of a table crosses the whole box: that is no print of the number.
    if (n > 0 && n < word.width) rows.push(y);
  }
  // Boxes of lines set closely overlap: the tallest unbroken run of rows is the number itself.
  const [first, last] = longestRun(rows);
  if (last - first > 40 || last - first < 8) return undefined;
  const columns: [number, number][] = [];
  for (let x = word.left - 2; x < word.left + word.width + 2; x++) {
    let hit = false;
    for (let y = first; y <= last && !hit; y++) hit = isInk(x, y);
    const open = columns.at(-1);
    if (!hit) continue;
    if (open && open[1] === x - 1) open[1] = x;
    else columns.push([x, x]);
  }
  return { word, paper, columns, topRow: first, rows: last - first + 1 };
}

function longestRun(rows: readonly number[]): [first: number, last: number] {
  let best: [number, number] = [0, 0];
  let start = rows[0] ?? 0;
  rows.forEach((row, i) => {
    if (i > 0 && row !== (rows[i - 1] ?? 0) + 1) start = row;
    if (row - start > best[1] - best[0]) best = [start, row];
  });
  return best;
}
