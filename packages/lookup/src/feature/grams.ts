import type { PlacedCharacter, ReadTextLine } from '../read/read-paper.ts';

/** A short run of characters and the middle of where it stands. It never leaves the thread that read it. */
export interface Gram {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  /** The least sure of its characters. */
  readonly probability: number;
  /** Whether digits make most of it: they tell papers of one form apart. */
  readonly isNumber: boolean;
}

/** Three characters of Chinese say about as much as five letters or digits. */
const LENGTH = 3;
const LATIN_LENGTH = 5;
/** A gap this wide (in heights of the line) parts two entries of a table that were seen as one line. */
const GAP = 3.2;
/** What cannot be told apart in print counts as the same. */
const ALIKE: Readonly<Record<string, string>> = {
  o: '0',
  〇: '0',
  l: '1',
  i: '1',
  曰: '日',
  末: '未',
  己: '已',
  巳: '已',
  土: '士',
};

/** All runs of characters of the lines; spaces and punctuation do not count. */
export function gramsOf(lines: readonly ReadTextLine[]): Gram[] {
  return lines.flatMap((line) => runsOf(line).flatMap(gramsOfRun));
}

function runsOf(line: ReadTextLine): PlacedCharacter[][] {
  const runs: PlacedCharacter[][] = [];
  let last: PlacedCharacter | undefined;
  for (const c of line.characters) {
    const plain = c.text.normalize('NFKC').toLowerCase();
    if (!/^[\p{L}\p{N}]+$/u.test(plain)) continue;
    const isFar = !last || Math.hypot(c.x - last.x, c.y - last.y) > GAP * line.height;
    if (isFar) runs.push([]);
    runs.at(-1)?.push({ ...c, text: ALIKE[plain] ?? plain });
    last = c;
  }
  return runs;
}

function gramsOfRun(run: readonly PlacedCharacter[]): Gram[] {
  if (run.length < 2) return [];
  // A short entry of a table is a gram of its own, told from the same characters within a longer text.
  if (run.length < LENGTH || (run.length < LATIN_LENGTH && run.every((c) => isLatin(c.text))))
    return [gramOf(run, '^')];
  const grams: Gram[] = [];
  for (let i = 0; i + LENGTH <= run.length; i++) {
    const three = run.slice(i, i + LENGTH);
    const wanted = three.every((c) => isLatin(c.text)) ? LATIN_LENGTH : LENGTH;
    if (i + wanted <= run.length) grams.push(gramOf(run.slice(i, i + wanted), ''));
  }
  return grams;
}

function gramOf(part: readonly PlacedCharacter[], mark: string): Gram {
  const text = part.map((c) => c.text).join('');
  return {
    text: mark + text,
    x: part.reduce((s, c) => s + c.x, 0) / part.length,
    y: part.reduce((s, c) => s + c.y, 0) / part.length,
    probability: Math.min(...part.map((c) => c.probability)),
    isNumber: (text.match(/\d/g)?.length ?? 0) * 2 > text.length,
  };
}

function isLatin(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}
