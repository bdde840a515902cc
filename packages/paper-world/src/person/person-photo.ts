import { createCanvas } from '@napi-rs/canvas';
import type { Seed } from '../random.ts';
import { seeded } from '../random.ts';
import { drawPerson } from './face.ts';
import { drawRoom } from './room.ts';

/** A photograph by the machine's person camera: an invented room with nobody, one or two invented people in it. */
export function personPhoto(options: {
  seed: Seed;
  faces?: 0 | 1 | 2;
  width?: number;
  height?: number;
  jpegQuality?: number;
}): Uint8Array {
  const width = options.width ?? 1280;
  const height = options.height ?? 960;
  const random = seeded(`person/${options.seed}`);
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext('2d');
  drawRoom(pen, width, height, random.fork('room'));
  const faces = options.faces ?? 1;
  for (let i = 0; i < faces; i++) {
    const own = random.fork(`face/${i}`);
    const centre = faces === 1 ? 0.5 : 0.29 + 0.42 * i;
    drawPerson(
      pen,
      (centre + own.between(-0.03, 0.03)) * width,
      own.between(0.38, 0.44) * height,
      height * own.between(0.3, 0.36),
      height,
      own,
    );
  }
  grain(pen, width, height, random.fork('grain'));
  return new Uint8Array(canvas.toBuffer('image/jpeg', options.jpegQuality ?? 88));
}

function grain(
  pen: ReturnType<ReturnType<typeof createCanvas>['getContext']>,
  width: number,
  height: number,
  random: ReturnType<typeof seeded>,
): void {
  const image = pen.getImageData(0, 0, width, height);
  const { data } = image;
  for (let i = 0; i < data.length; i += 4) {
    const n = (random.next() + random.next() - 1) * 8;
    for (let c = 0; c < 3; c++) data[i + c] = (data[i + c] ?? 0) + n;
  }
  pen.putImageData(image, 0, 0);
}
