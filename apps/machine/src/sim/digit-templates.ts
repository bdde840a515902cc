import { drawGlyph, type FontName, type Glyph } from '@hufu/paper-world';

/** What a blob of ink looks like. */
export interface DigitGuess {
  readonly digit: string;
  /** Correlation with the drawn digit. */
  readonly score: number;
  /** How far ahead of the next digit of the same typeface. */
  readonly lead: number;
  readonly font: FontName;
}

const fonts: readonly FontName[] = ['serif', 'sans', 'display', 'serifBold', 'sansBold'];
const W = 18;
const H = 28;

interface Template {
  readonly digit: string;
  readonly font: FontName;
  readonly aspect: number;
  readonly cells: Float32Array;
}

let drawn: readonly Template[] | undefined;

/** The digit that a glyph looks like, with the likeness to the ten digits of the typefaces that papers here use. */
export function guessDigit(glyph: Glyph): DigitGuess {
  drawn ??= fonts.flatMap((font) =>
    [...'0123456789'].map((digit) => {
      const g = drawGlyph(digit, font, 56);
      return { digit, font, aspect: g.width / g.height, cells: normalised(g) };
    }),
  );
  const cells = normalised(glyph);
  const aspect = glyph.width / glyph.height;
  let best: DigitGuess = { digit: '', score: 0, lead: 0, font: 'serif' };
  for (const font of fonts) {
    const scores = drawn
      .filter((t) => t.font === font)
      .map((t) => ({
        digit: t.digit,
        // A stretched shape may correlate by chance: the proportions have to fit too.
        score: correlation(cells, t.cells) - 1.2 * Math.abs(Math.log(aspect / t.aspect)),
      }))
      .sort((a, b) => b.score - a.score);
    const [first, second] = scores;
    if (first && second && first.score > best.score)
      best = { ...first, lead: first.score - second.score, font };
  }
  return best;
}

/** The glyph on a grid of fixed size, with zero mean and unit length. */
function normalised({ width, height, ink }: Glyph): Float32Array {
  const cells = new Float32Array(W * H);
  let mean = 0;
  for (let y = 0; y < H; y++)
    for (let x = 0; x < W; x++) {
      const value = bilinear(
        ink,
        width,
        height,
        ((x + 0.5) * width) / W - 0.5,
        ((y + 0.5) * height) / H - 0.5,
      );
      cells[y * W + x] = value;
      mean += value / (W * H);
    }
  let length = 0;
  for (let i = 0; i < cells.length; i++) {
    cells[i] = (cells[i] ?? 0) - mean;
    length += (cells[i] ?? 0) ** 2;
  }
  const scale = 1 / Math.sqrt(Math.max(length, 1e-9));
  for (let i = 0; i < cells.length; i++) cells[i] = (cells[i] ?? 0) * scale;
  return cells;
}

function bilinear(ink: Float32Array, width: number, height: number, x: number, y: number): number {
  const at = (px: number, py: number) =>
    ink[Math.min(height - 1, Math.max(0, py)) * width + Math.min(width - 1, Math.max(0, px))] ?? 0;
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = x - x0;
  const fy = y - y0;
  const top = at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx;
  return top * (1 - fy) + (at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx) * fy;
}

function correlation(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
