import { readFileSync } from 'node:fs';

/** The inner loops of `packages/paper/kernels`; what each wants is said there. Addresses are bytes of their memory. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  lumaOf(rgb: number, n: number, out: number): void;
  halveRows(src: number, stride: number, width: number, rows: number, out: number): void;
  thirdRows(src: number, stride: number, width: number, rows: number, out: number): void;
  drawRows(
    photo: number,
    stride: number,
    maxX: number,
    maxY: number,
    topX: number,
    topY: number,
    bottomX: number,
    bottomY: number,
    runs: number,
    width: number,
    rows: number,
    fill: number,
    out: number,
  ): void;
  drawRowsOfChannels(...drawRowsAndPlane: [...Parameters<Kernels['drawRows']>, plane: number]): void;
  nearestTwo(from: number, count: number, to: number, others: number, out: number): void;
  correlateBlock(
    at: number,
    stride: number,
    side: number,
    reach: number,
    offsets: number,
    dark: number,
    quads: number,
    mean: number,
    variance: number,
    floor: number,
    columns: number,
    scores: number,
  ): void;
  relaxField(
    field: number,
    solved: number,
    columns: number,
    rows: number,
    relaxation: number,
    still: number,
    most: number,
  ): void;
  blurRow(line: number, weights: number, radius: number, width: number, out: number): void;
  blurColumns(rows: number, weights: number, radius: number, width: number, out: number): void;
  inkRow(
    data: number,
    line: number,
    left: number,
    near: number,
    width: number,
    darkest: number,
    least: number,
    out: number,
  ): void;
  standardiseRow(
    data: number,
    soft: number,
    bins: number,
    units: number,
    width: number,
    shading: number,
    dark: number,
    least: number,
  ): void;
}

/** The kernels of this thread; they call nothing outside themselves. */
export const kernels = start();

function start(): Kernels {
  const program = new WebAssembly.Module(readFileSync(new URL('kernels.wasm', import.meta.url)));
  // The build and the interface above are held together by their test.
  return new WebAssembly.Instance(program).exports as unknown as Kernels;
}
