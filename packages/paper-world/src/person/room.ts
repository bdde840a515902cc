import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Random } from '../random.ts';

/** The wall of a village office: light plaster, a darker lower part, a notice board, a window or a cabinet. */
export function drawRoom(pen: SKRSContext2D, width: number, height: number, random: Random): void {
  const tone = random.int(168, 205);
  const wall = pen.createLinearGradient(0, 0, width, height);
  wall.addColorStop(0, `rgb(${tone + 18},${tone + 16},${tone + 8})`);
  wall.addColorStop(1, `rgb(${tone - 22},${tone - 24},${tone - 30})`);
  pen.fillStyle = wall;
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = `rgba(${random.int(70, 110)},${random.int(110, 135)},${random.int(110, 130)},0.55)`;
  pen.fillRect(0, height * 0.72, width, height * 0.28);
  const left = random.chance(0.5);
  const boardX = left ? width * 0.05 : width * 0.74;
  pen.fillStyle = `rgb(${random.int(90, 130)},${random.int(60, 80)},${random.int(40, 60)})`;
  pen.fillRect(boardX, height * 0.12, width * 0.21, height * 0.34);
  pen.fillStyle = 'rgb(206,214,205)';
  pen.fillRect(boardX + 10, height * 0.12 + 10, width * 0.21 - 20, height * 0.34 - 20);
  pen.fillStyle = 'rgba(60,70,80,0.5)';
  for (let i = 0; i < 7; i++) {
    pen.fillRect(boardX + 24, height * 0.16 + i * height * 0.037, width * random.between(0.08, 0.16), 5);
  }
  const doorX = left ? width * 0.82 : width * 0.03;
  pen.fillStyle = `rgb(${random.int(120, 150)},${random.int(96, 116)},${random.int(70, 90)})`;
  pen.fillRect(doorX, height * 0.08, width * 0.15, height * 0.92);
}
