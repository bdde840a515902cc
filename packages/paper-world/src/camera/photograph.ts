import sharp from 'sharp';
import { type Seed, seeded } from '../random.ts';
import { noiseTile, TILE } from '../sheet/noise.ts';
import type { Sheet } from '../sheet/sheet.ts';
import { pixelsPerMm } from '../sheet/sheet.ts';
import type { Camera } from './camera.ts';
import { openView } from './geometry.ts';
import { openLight } from './light.ts';

const CELL = 16;
const MASK = TILE * TILE - 1;
const EMPTY = { widthMm: 210, heightMm: 297 };

/** Takes a photograph of a sheet (null: of the empty platen); the same arguments give the same bytes. */
export async function photograph(sheet: Sheet | null, camera: Camera, seed: Seed): Promise<Uint8Array> {
  if (camera.frozen !== undefined) return camera.frozen.slice();
  const { pixels, width, height } = expose(sheet, camera, seed);
  let picture = sharp(pixels, { raw: { width, height, channels: 3 } });
  if (camera.motionPx >= 2) {
    const reach = Math.min(64, Math.round(camera.motionPx) | 1);
    picture = sharp(
      await picture
        .convolve({ width: reach, height: 3, kernel: drag(reach) })
        .raw()
        .toBuffer(),
      {
        raw: { width, height, channels: 3 },
      },
    );
  }
  if (camera.blurPx >= 0.3) picture = picture.blur({ sigma: camera.blurPx, precision: 'approximate' });
  return new Uint8Array(
    await picture.jpeg({ quality: camera.jpegQuality, chromaSubsampling: '4:2:0' }).toBuffer(),
  );
}

function drag(reach: number): number[] {
  const row = new Array<number>(reach).fill(1);
  const none = new Array<number>(reach).fill(0);
  return [...none, ...row, ...none];
}

/** What falls on the sensor. Geometry and light vary slowly: they are worked out each 16 pixels and interpolated. */
function expose(sheet: Sheet | null, camera: Camera, seed: Seed) {
  const view = openView(camera, sheet ?? EMPTY);
  const { width, height } = view;
  const light = openLight(camera, width, height);
  const columns = Math.ceil(width / CELL) + 1;
  const rows = Math.ceil(height / CELL) + 1;
  const scale = sheet === null ? 1 : pixelsPerMm(sheet);
  const gridX = new Float32Array(columns * rows);
  const gridY = new Float32Array(columns * rows);
  const gain = new Float32Array(columns * rows);
  const glare = new Float32Array(columns * rows);
  const hit = new Float64Array(4);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const at = j * columns + i;
      view.look(i * CELL + 0.5, j * CELL + 0.5, hit);
      gridX[at] = (hit[0] ?? 0) * scale - 0.5;
      gridY[at] = (hit[1] ?? 0) * scale - 0.5;
      gain[at] = light.at(i * CELL, j * CELL, hit[2] ?? 0, hit[3] ?? 0);
      glare[at] = light.glareAt(i * CELL, j * CELL);
    }
  }
  const pixels = new Uint8ClampedArray(width * height * 3);
  const random = seeded(`sensor/${seed}`);
  const noise = noiseTile(random, 0);
  // Blur comes after the noise and would swallow it: what is asked for is what should be seen afterwards.
  const loud = camera.noise * (1 + 1.6 * Math.max(0, camera.blurPx - 0.3)) * 0.9;
  for (let i = 0; i < noise.length; i++) noise[i] = (noise[i] ?? 0) * loud;
  const weave = backgroundTile(camera, seeded(`background/${camera.background.rgb}`));
  const [red, green, blue] = camera.whiteBalance;
  const words =
    sheet === null
      ? new Uint32Array(1)
      : new Uint32Array(sheet.rgba.buffer, sheet.rgba.byteOffset, sheet.width * sheet.height);
  const sheetW = sheet?.width ?? 0;
  const sheetH = sheet?.height ?? 0;
  for (let y = 0; y < height; y++) {
    const j = (y / CELL) | 0;
    const fy = y / CELL - j;
    const offsetA = random.int(0, MASK);
    const offsetB = random.int(0, MASK);
    let out = y * width * 3;
    for (let i = 0; i * CELL < width; i++) {
      const at = j * columns + i;
      const below = at + columns;
      let u = mix(gridX, at, below, fy);
      let v = mix(gridY, at, below, fy);
      let g = mix(gain, at, below, fy);
      let a = mix(glare, at, below, fy);
      const du = (mix(gridX, at + 1, below + 1, fy) - u) / CELL;
      const dv = (mix(gridY, at + 1, below + 1, fy) - v) / CELL;
      const dg = (mix(gain, at + 1, below + 1, fy) - g) / CELL;
      const da = (mix(glare, at + 1, below + 1, fy) - a) / CELL;
      const end = Math.min(width, (i + 1) * CELL);
      for (let x = i * CELL; x < end; x++) {
        let r: number;
        let gr: number;
        let b: number;
        if (u >= 0 && v >= 0 && u < sheetW - 1 && v < sheetH - 1) {
          const iu = u | 0;
          const iv = v | 0;
          const wx = ((u - iu) * 16) | 0;
          const wy = ((v - iv) * 16) | 0;
          const w11 = wx * wy;
          const w10 = (wx << 4) - w11;
          const w01 = (wy << 4) - w11;
          const w00 = 256 - w11 - w10 - w01;
          const p = iv * sheetW + iu;
          const p00 = words[p] as number;
          const p10 = words[p + 1] as number;
          const p01 = words[p + sheetW] as number;
          const p11 = words[p + sheetW + 1] as number;
          // Red and blue travel in one word, eight bits apart: two channels for one multiplication.
          const rb =
            (Math.imul(p00 & 0xff00ff, w00) +
              Math.imul(p10 & 0xff00ff, w10) +
              Math.imul(p01 & 0xff00ff, w01) +
              Math.imul(p11 & 0xff00ff, w11)) >>>
            8;
          gr =
            (((p00 >>> 8) & 255) * w00 +
              ((p10 >>> 8) & 255) * w10 +
              ((p01 >>> 8) & 255) * w01 +
              ((p11 >>> 8) & 255) * w11) /
            256;
          r = rb & 255;
          b = (rb >>> 16) & 255;
        } else {
          const k = (((y & (TILE - 1)) * TILE + (x & (TILE - 1))) * 3) | 0;
          let shade = 1;
          if (sheetW > 0) {
            // The sheet's own shadow on the platen fades within three millimetres.
            const dx = u < 0 ? -u : u > sheetW - 1 ? u - sheetW + 1 : 0;
            const dy = v < 0 ? -v : v > sheetH - 1 ? v - sheetH + 1 : 0;
            const d = Math.sqrt(dx * dx + dy * dy) / scale;
            if (d < 3) shade = 0.45 + 0.55 * (d / 3);
          }
          r = (weave[k] as number) * shade;
          gr = (weave[k + 1] as number) * shade;
          b = (weave[k + 2] as number) * shade;
        }
        const n = noise[(offsetA + x) & MASK] as number;
        const m = noise[(offsetB + x) & MASK] as number;
        pixels[out] = r * g * red + a + n + m * 0.5;
        pixels[out + 1] = gr * g * green + a + n;
        pixels[out + 2] = b * g * blue + a + n - m * 0.6;
        out += 3;
        u += du;
        v += dv;
        g += dg;
        a += da;
      }
    }
  }
  return { pixels, width, height };
}

function mix(grid: Float32Array, a: number, b: number, f: number): number {
  const one = grid[a] as number;
  return one + ((grid[b] as number) - one) * f;
}

function backgroundTile(camera: Camera, random: ReturnType<typeof seeded>): Float32Array {
  const { rgb, grain, stripes } = camera.background;
  const fine = noiseTile(random.fork('fine'), 1);
  const coarse = noiseTile(random.fork('coarse'), 5);
  const tile = new Float32Array(TILE * TILE * 3);
  for (let i = 0; i < fine.length; i++) {
    const x = i & (TILE - 1);
    const y = i >> 9;
    const bend = (coarse[i] ?? 0) * 2.2;
    const wood =
      stripes *
      (Math.sin((x / TILE) * 2 * Math.PI * 9 + bend) +
        0.5 * Math.sin((x / TILE) * 2 * Math.PI * 31 + bend * 3 + y * 0));
    const value = (fine[i] ?? 0) * grain + (coarse[i] ?? 0) * grain * 0.6 + wood;
    for (let c = 0; c < 3; c++) tile[i * 3 + c] = (rgb[c] ?? 0) + value;
  }
  return tile;
}
