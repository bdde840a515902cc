import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Camera, checkedCamera, type Frame } from './camera.ts';
import { ffmpegCamera } from './ffmpeg-camera.ts';
import { mjpegSplitter } from './mjpeg-splitter.ts';
import { recordedCamera } from './recorded-camera.ts';
import { simCamera } from './sim-camera.ts';
import { setControls } from './v4l2-controls.ts';

async function picture(seed: number, brightness = 160): Promise<Uint8Array> {
  const noise = { type: 'gaussian' as const, mean: brightness, sigma: 8 + seed };
  const create = { width: 320, height: 240, channels: 3 as const, background: '#000', noise };
  const sheet = { create: { width: 160, height: 180, channels: 3 as const, background: '#fff' } };
  // A thing on a ground, in the noise of a sensor: noise alone is what a capped lens gives.
  const scene = sharp({ create }).composite([{ input: sheet, left: 40, top: 30, blend: 'soft-light' }]);
  return new Uint8Array(await scene.jpeg().toBuffer());
}

let folder: string;
let server: ReturnType<typeof createServer>;
let url: string;
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hufu-camera-'));
  for (let i = 0; i < 4; i++) await writeFile(join(folder, `${i}.jpg`), await picture(i));
  let shot = 0;
  server = createServer(async (_, reply) => {
    reply.end(await picture(++shot % 9));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  url = `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

const kinds: [string, boolean, () => Camera][] = [
  ['sim', true, () => simCamera({ url, name: 'overhead' })],
  ['recorded', true, () => recordedCamera(folder)],
  [
    'ffmpeg',
    hasFfmpeg,
    () =>
      ffmpegCamera({
        input: ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=640x480:rate=20'],
        timeoutMs: 20_000,
      }),
  ],
];

describe.each(kinds.filter(([, isThere]) => isThere))('the %s camera', (_name, _there, open) => {
  it('gives whole pictures that were exposed after they were asked for', async () => {
    await using camera = checkedCamera(open());
    const asked = performance.now();
    const first = await camera.grab();
    const second = await camera.grab();
    expect(first.at).toBeGreaterThanOrEqual(asked);
    expect(second.at).toBeGreaterThan(first.at);
    expect((await sharp(first.jpeg).metadata()).format).toBe('jpeg');
    expect((await sharp((await camera.preview()).jpeg).metadata()).width).toBeGreaterThan(0);
  });
});

describe('a checked camera', () => {
  const of = (frames: Uint8Array[]): Camera => {
    let i = 0;
    const next = async (): Promise<Frame> => ({
      jpeg: frames[i++ % frames.length] ?? new Uint8Array(),
      at: i,
    });
    const close = async () => undefined;
    return { grab: next, preview: next, close, [Symbol.asyncDispose]: close };
  };

  it('refuses a camera that gives the same bytes twice', async () => {
    const frozen = checkedCamera(of([await picture(1)]));
    await frozen.grab();
    await expect(frozen.grab()).rejects.toMatchObject({ code: 'CAMERA_FROZEN' });
  });

  it('refuses a covered lens', async () => {
    await expect(checkedCamera(of([await picture(0, 2)])).grab()).rejects.toMatchObject({
      code: 'CAMERA_DARK',
    });
  });

  it('refuses a lens behind a cap, whatever its shade', async () => {
    const capped = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#c8c8c8' } })
      .jpeg()
      .toBuffer();
    const judged = checkedCamera(of([new Uint8Array(capped)]), { minSharpness: 40 });
    await expect(judged.grab()).rejects.toMatchObject({ code: 'CAMERA_COVERED' });
    // Nobody is asked to uncover a lens because the platen is empty.
    await expect(judged.preview()).resolves.toMatchObject({ at: 2 });
  });

  it('refuses a picture out of focus where focus is judged, and takes the same one in focus', async () => {
    const sheet = Buffer.from(
      '<svg width="1600" height="1200"><rect width="1600" height="1200" fill="#222"/><rect x="300" y="150" width="900" height="900" fill="#eee"/></svg>',
    );
    const sharpOne = await sharp(sheet).jpeg().toBuffer();
    const blurred = await sharp(sheet).blur(30).jpeg().toBuffer();
    const judged = (jpeg: Buffer) => checkedCamera(of([new Uint8Array(jpeg)]), { minSharpness: 40 }).grab();
    await expect(judged(sharpOne)).resolves.toMatchObject({ at: 1 });
    await expect(judged(blurred)).rejects.toMatchObject({ code: 'CAMERA_BLURRED' });
    await expect(checkedCamera(of([new Uint8Array(blurred)])).grab()).resolves.toMatchObject({ at: 1 });
  });

  it('says why its fixed settings are refused', async () => {
    const camera = ffmpegCamera({
      input: ['-f', 'lavfi', '-i', 'testsrc2'],
      timeoutMs: 2000,
      restartMs: 20,
      before: () => setControls({ device: '/dev/video9', controls: { focus_auto: 0 }, program: 'false' }),
    });
    await expect(camera.grab()).rejects.toMatchObject({ code: 'CAMERA_SETTINGS_REFUSED' });
    await camera.close();
  });

  it('refuses a torn picture', async () => {
    const torn = (await picture(1)).subarray(0, 2000);
    await expect(checkedCamera(of([torn])).grab()).rejects.toMatchObject({ code: 'CAMERA_FRAME_INVALID' });
  });

  it('says that a silent camera is silent', async () => {
    await expect(simCamera({ url: 'http://127.0.0.1:9', name: 'overhead' }).grab()).rejects.toMatchObject({
      code: 'CAMERA_SILENT',
    });
  });
});

describe('the splitter of MJPEG', () => {
  it('finds every picture however the stream is cut', async () => {
    const pictures = [await picture(1), await picture(2), await picture(3)];
    const stream = Buffer.concat(pictures);
    for (const cut of [1, 7, 1000, stream.length]) {
      const found: Uint8Array[] = [];
      const split = mjpegSplitter((jpeg) => found.push(jpeg));
      for (let i = 0; i < stream.length; i += cut) split(stream.subarray(i, i + cut));
      expect(found.map((f) => f.length)).toEqual(pictures.map((p) => p.length));
    }
  });
});
