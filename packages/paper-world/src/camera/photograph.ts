import sharp from 'sharp';
import { type Seed, seeded } from '../random.ts';
import { noiseTile, TILE } from '../sheet/noise.ts';
import type { Sheet } from '../sheet/sheet.ts';
import { pixelsPerMm } from '../sheet/sheet.ts';
import type { Camera } from './camera.ts';
import { openView } from './geometry.ts';
import { openLight } from './light.ts';

const CELL = 16;
const NOISE = 1 << 15;
const ONE = 65536;
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
  // NOTE: 'approximate' turns a picture black below a sigma of about 0.55; 'integer' shifts its brightness by up to 2 %.
  if (camera.blurPx >= 0.3) {
    const soft = camera.blurPx > 1.5;
    picture = picture.blur({
      sigma: camera.blurPx,
      precision: soft ? 'approximate' : 'float',
      minAmplitude: 0.03,
    });
  }
  return new Uint8Array(
    await picture
      .jpeg({ quality: camera.jpegQuality, chromaSubsampling: '4:2:0', optimizeCoding: false })
      .toBuffer(),
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
  const pixels = new Uint8Array(width * height * 3);
  const random = seeded(`sensor/${seed}`);
  const noise = sensorNoise(random, camera);
  const weave = backgroundTile(camera, seeded(`background/${camera.background.rgb}`));
  const [red, green, blue] = camera.whiteBalance;
  const words =
    sheet === null
      ? new Uint32Array(1)
      : new Uint32Array(sheet.rgba.buffer, sheet.rgba.byteOffset, sheet.width * sheet.height);
  const sheetW = sheet?.width ?? 0;
  const maxU = (sheetW - 1) * ONE;
  const maxV = ((sheet?.height ?? 0) - 1) * ONE;
  const perMm = scale * ONE;
  // The loop over eight million pixels works in whole numbers (1/65536 of a pixel, 1/16 of a grey level): twice as fast.
  // A row is a function of its own: the engine then optimises after a few rows, not after a whole picture.
  const exposeRow = (y: number): void => {
    const j = (y / CELL) | 0;
    const fy = y / CELL - j;
    const offsetA = random.int(0, NOISE - 1);
    const offsetB = random.int(0, NOISE - 1);
    let out = y * width * 3;
    for (let i = 0; i * CELL < width; i++) {
      const at = j * columns + i;
      const below = at + columns;
      const u0 = mix(gridX, at, below, fy);
      const v0 = mix(gridY, at, below, fy);
      const g0 = mix(gain, at, below, fy);
      const a0 = mix(glare, at, below, fy);
      const g1 = mix(gain, at + 1, below + 1, fy);
      let u = (u0 * ONE) | 0;
      let v = (v0 * ONE) | 0;
      let gr = (g0 * red * ONE) | 0;
      let gg = (g0 * green * ONE) | 0;
      let gb = (g0 * blue * ONE) | 0;
      let a = (a0 * ONE) | 0;
      const du = (((mix(gridX, at + 1, below + 1, fy) - u0) * ONE) / CELL) | 0;
      const dv = (((mix(gridY, at + 1, below + 1, fy) - v0) * ONE) / CELL) | 0;
      const dr = (((g1 - g0) * red * ONE) / CELL) | 0;
      const dg = (((g1 - g0) * green * ONE) / CELL) | 0;
      const db = (((g1 - g0) * blue * ONE) / CELL) | 0;
      const da = (((mix(glare, at + 1, below + 1, fy) - a0) * ONE) / CELL) | 0;
      const end = Math.min(width, (i + 1) * CELL);
      for (let x = i * CELL; x < end; x++) {
        let r = 0;
        let g = 0;
        let b = 0;
        if (u >= 0 && v >= 0 && u < maxU && v < maxV) {
          const wx = (u >>> 12) & 15;
          const wy = (v >>> 12) & 15;
          const w11 = Math.imul(wx, wy);
          const w10 = (wx << 4) - w11;
          const w01 = (wy << 4) - w11;
          const w00 = 256 - w11 - w10 - w01;
          const p = (Math.imul(v >>> 16, sheetW) + (u >>> 16)) | 0;
          const p00 = words[p] as number;
          const p10 = words[p + 1] as number;
          const p01 = words[p + sheetW] as number;
          const p11 = words[p + sheetW + 1] as number;
          // Red and blue travel in one word, eight bits apart: two channels for one multiplication.
          // Both halves are cut to 32 bits: a sum that left them would make the whole loop run in doubles.
          const rb =
            (((Math.imul(p00 & 0xff00ff, w00) + Math.imul(p10 & 0xff00ff, w10)) | 0) +
              ((Math.imul(p01 & 0xff00ff, w01) + Math.imul(p11 & 0xff00ff, w11)) | 0)) |
            0;
          g =
            (Math.imul((p00 >>> 8) & 255, w00) +
              Math.imul((p10 >>> 8) & 255, w10) +
              Math.imul((p01 >>> 8) & 255, w01) +
              Math.imul((p11 >>> 8) & 255, w11)) >>>
            8;
          r = (rb >>> 8) & 255;
          b = rb >>> 24;
        } else {
          const k = Math.imul(((y & (TILE - 1)) << 9) | (x & (TILE - 1)), 3);
          let shade = 256;
          if (sheetW > 0) {
            // The sheet's own shadow on the platen fades within three millimetres.
            const dx = u < 0 ? -u : u > maxU ? u - maxU : 0;
            const dy = v < 0 ? -v : v > maxV ? v - maxV : 0;
            const d = Math.sqrt(dx * dx + dy * dy) / perMm;
            if (d < 3) shade = (115 + 47 * d) | 0;
          }
          r = ((weave[k] as number) * shade) >> 8;
          g = ((weave[k + 1] as number) * shade) >> 8;
          b = ((weave[k + 2] as number) * shade) >> 8;
        }
        const n = (noise[(offsetA + x) & (NOISE - 1)] as number) + (a >> 12);
        const m = noise[(offsetB + x) & (NOISE - 1)] as number;
        r = ((Math.imul(r, gr) >> 12) + n + (m >> 1)) >> 4;
        g = ((Math.imul(g, gg) >> 12) + n) >> 4;
        b = ((Math.imul(b, gb) >> 12) + n - (m >> 1)) >> 4;
        pixels[out] = Math.min(255, Math.max(0, r));
        pixels[out + 1] = Math.min(255, Math.max(0, g));
        pixels[out + 2] = Math.min(255, Math.max(0, b));
        out += 3;
        u = (u + du) | 0;
        v = (v + dv) | 0;
        gr = (gr + dr) | 0;
        gg = (gg + dg) | 0;
        gb = (gb + db) | 0;
        a = (a + da) | 0;
      }
    }
  };
  for (let y = 0; y < height; y++) exposeRow(y);
  return { pixels, width, height };
}

/** Noise in sixteenths of a grey level. */
function sensorNoise(random: ReturnType<typeof seeded>, camera: Camera): Int16Array {
  // Blur comes after the noise and would swallow it: what is asked for is what should be seen afterwards.
  const loud = camera.noise * (1 + 1.6 * Math.max(0, camera.blurPx - 0.3)) * 0.9 * 16;
  return Int16Array.from({ length: NOISE }, () =>
    Math.round((random.next() + random.next() + random.next() - 1.5) * 2 * loud),
  );
}

function mix(grid: Float32Array, a: number, b: number, f: number): number {
  const one = grid[a] as number;
  return one + ((grid[b] as number) - one) * f;
}

function backgroundTile(camera: Camera, random: ReturnType<typeof seeded>): Uint8Array {
  const { rgb, grain, stripes } = camera.background;
  const fine = noiseTile(random.fork('fine'), 1);
  const coarse = noiseTile(random.fork('coarse'), 5);
  const tile = new Uint8Array(TILE * TILE * 3);
  for (let i = 0; i < fine.length; i++) {
    const x = i & (TILE - 1);
    const bend = (coarse[i] ?? 0) * 2.2;
    const wood =
      stripes *
      (Math.sin((x / TILE) * 2 * Math.PI * 9 + bend) +
        0.5 * Math.sin((x / TILE) * 2 * Math.PI * 31 + bend * 3));
    const value = (fine[i] ?? 0) * grain + (coarse[i] ?? 0) * grain * 0.6 + wood;
    for (let c = 0; c < 3; c++) tile[i * 3 + c] = Math.min(255, Math.max(0, (rgb[c] ?? 0) + value));
  }
  return tile;
}
