import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Random } from '../random.ts';

/** Draws one invented person, frontal: shoulders, neck, head. (x, y) is the middle of the face, `size` its height. */
export function drawPerson(
  pen: SKRSContext2D,
  x: number,
  y: number,
  size: number,
  floor: number,
  random: Random,
): void {
  const look: Look = {
    skin: random.pick([
      [226, 184, 152],
      [214, 170, 136],
      [198, 152, 118],
      [234, 196, 168],
    ]),
    hair: random.pick(['#1c1715', '#2a211d', '#37322f', '#6d6a68']),
    cloth: random.pick(['#2f4258', '#4a3a32', '#3c5a4a', '#5b5f66', '#7a2f33', '#8a8f96']),
    long: random.chance(0.4),
    wide: random.between(0.7, 0.77),
    brow: random.between(0.9, 1.2),
    mouth: random.between(0.9, 1.12),
    light: random.chance(0.5) ? 1 : -1,
  };
  pen.save();
  pen.translate(x, y);
  pen.scale(size, size);
  if (look.long) backHair(pen, look);
  body(pen, look, (floor - y) / size);
  head(pen, look);
  hair(pen, look);
  for (const side of [-1, 1]) eye(pen, look, side);
  nose(pen, look);
  mouth(pen, look);
  pen.restore();
}

type Look = {
  skin: [number, number, number];
  hair: string;
  cloth: string;
  long: boolean;
  wide: number;
  brow: number;
  mouth: number;
  light: 1 | -1;
};

// All lengths in heights of the face: forehead line at -0.5, chin at 0.5, eyes at -0.07.
const EYE_Y = -0.07;

function tint(look: Look, factor: number, alpha = 1): string {
  const [r, g, b] = look.skin.map((one) => Math.max(0, Math.min(255, Math.round(one * factor))));
  return `rgba(${r},${g},${b},${alpha})`;
}

function blob(
  pen: SKRSContext2D,
  x: number,
  y: number,
  rx: number,
  ry: number,
  colour: string,
  fade: string,
): void {
  pen.save();
  pen.translate(x, y);
  pen.scale(rx, ry);
  const soft = pen.createRadialGradient(0, 0, 0, 0, 0, 1);
  soft.addColorStop(0, colour);
  soft.addColorStop(1, fade);
  pen.fillStyle = soft;
  pen.beginPath();
  pen.arc(0, 0, 1, 0, 2 * Math.PI);
  pen.fill();
  pen.restore();
}

function outline(pen: SKRSContext2D, look: Look): void {
  const w = look.wide / 2;
  pen.beginPath();
  pen.moveTo(0, -0.56);
  pen.bezierCurveTo(w * 1.05, -0.57, w * 1.12, -0.2, w, 0.08);
  pen.bezierCurveTo(w * 0.93, 0.32, w * 0.5, 0.5, 0, 0.5);
  pen.bezierCurveTo(-w * 0.5, 0.5, -w * 0.93, 0.32, -w, 0.08);
  pen.bezierCurveTo(-w * 1.12, -0.2, -w * 1.05, -0.57, 0, -0.56);
  pen.closePath();
}

function body(pen: SKRSContext2D, look: Look, toFloor: number): void {
  pen.fillStyle = look.cloth;
  pen.beginPath();
  pen.moveTo(-0.22, 0.62);
  pen.bezierCurveTo(-0.6, 0.7, -0.98, 0.76, -1.05, 1.25);
  pen.lineTo(-1.08, toFloor);
  pen.lineTo(1.08, toFloor);
  pen.lineTo(1.05, 1.25);
  pen.bezierCurveTo(0.98, 0.76, 0.6, 0.7, 0.22, 0.62);
  pen.closePath();
  pen.fill();
  pen.save();
  pen.clip();
  blob(pen, look.light * -0.9, 1.3, 0.9, 1, 'rgba(0,0,0,0.28)', 'rgba(0,0,0,0)');
  pen.strokeStyle = 'rgba(0,0,0,0.25)';
  pen.lineWidth = 0.012;
  pen.beginPath();
  pen.moveTo(0, 0.75);
  pen.lineTo(0, toFloor);
  pen.stroke();
  pen.restore();
  pen.fillStyle = tint(look, 0.74);
  pen.beginPath();
  pen.moveTo(-0.21, 0.3);
  pen.lineTo(-0.22, 0.66);
  pen.quadraticCurveTo(0, 0.86, 0.22, 0.66);
  pen.lineTo(0.21, 0.3);
  pen.closePath();
  pen.fill();
  pen.save();
  pen.clip();
  blob(pen, 0, 0.46, 0.3, 0.16, 'rgba(40,20,10,0.55)', 'rgba(40,20,10,0)');
  pen.restore();
}

function head(pen: SKRSContext2D, look: Look): void {
  for (const side of [-1, 1]) {
    pen.fillStyle = tint(look, 0.8);
    pen.beginPath();
    pen.ellipse(side * look.wide * 0.52, 0.02, 0.05, 0.12, 0, 0, 2 * Math.PI);
    pen.fill();
  }
  outline(pen, look);
  const shade = pen.createLinearGradient(-look.light * 0.4, 0, look.light * 0.4, 0);
  shade.addColorStop(0, tint(look, 0.82));
  shade.addColorStop(0.45, tint(look, 1.02));
  shade.addColorStop(1, tint(look, 1.06));
  pen.fillStyle = shade;
  pen.fill();
  pen.save();
  outline(pen, look);
  pen.clip();
  blob(pen, 0, -0.3, 0.33, 0.2, tint(look, 1.16, 0.8), tint(look, 1.16, 0));
  for (const side of [-1, 1]) {
    blob(pen, side * 0.2, 0.11, 0.14, 0.12, tint(look, 1.14, 0.75), tint(look, 1.14, 0));
    blob(pen, side * 0.4, 0.2, 0.14, 0.35, 'rgba(60,30,15,0.34)', 'rgba(60,30,15,0)');
    // Sockets: the dark band across the eyes that every detector of this family looks for.
    blob(pen, side * 0.17, EYE_Y - 0.015, 0.16, 0.085, 'rgba(70,35,20,0.5)', 'rgba(70,35,20,0)');
  }
  blob(pen, 0, 0.46, 0.3, 0.1, 'rgba(60,30,15,0.3)', 'rgba(60,30,15,0)');
  blob(pen, 0, 0.39, 0.11, 0.07, tint(look, 1.1, 0.6), tint(look, 1.1, 0));
  pen.restore();
}

function hair(pen: SKRSContext2D, look: Look): void {
  const w = look.wide / 2;
  pen.fillStyle = look.hair;
  pen.beginPath();
  pen.moveTo(-w * 1.08, 0.0);
  pen.bezierCurveTo(-w * 1.3, -0.45, -w * 0.9, -0.74, 0, -0.74);
  pen.bezierCurveTo(w * 0.9, -0.74, w * 1.3, -0.45, w * 1.08, 0.0);
  pen.bezierCurveTo(w * 1.02, -0.16, w * 0.96, -0.28, w * 0.8, -0.36);
  pen.bezierCurveTo(w * 0.3, -0.47, -w * 0.2, -0.4, -w * 0.8, -0.34);
  pen.bezierCurveTo(-w * 0.96, -0.28, -w * 1.02, -0.16, -w * 1.08, 0.0);
  pen.closePath();
  pen.fill();
  blob(pen, look.light * 0.15, -0.62, 0.25, 0.08, 'rgba(255,255,255,0.14)', 'rgba(255,255,255,0)');
}

function backHair(pen: SKRSContext2D, look: Look): void {
  pen.fillStyle = look.hair;
  pen.beginPath();
  pen.ellipse(0, 0.05, look.wide * 0.62, 0.72, 0, 0, 2 * Math.PI);
  pen.fill();
}

function eye(pen: SKRSContext2D, look: Look, side: number): void {
  const x = side * 0.168;
  pen.strokeStyle = look.hair;
  pen.lineCap = 'round';
  pen.lineWidth = 0.034 * look.brow;
  pen.beginPath();
  pen.moveTo(x - side * 0.085, EYE_Y - 0.085);
  pen.quadraticCurveTo(x + side * 0.02, EYE_Y - 0.125, x + side * 0.1, EYE_Y - 0.08);
  pen.stroke();
  pen.save();
  pen.beginPath();
  pen.moveTo(x - 0.075, EYE_Y + 0.005);
  pen.quadraticCurveTo(x, EYE_Y - 0.055, x + 0.075, EYE_Y);
  pen.quadraticCurveTo(x, EYE_Y + 0.042, x - 0.075, EYE_Y + 0.005);
  pen.closePath();
  pen.fillStyle = '#d9d2ca';
  pen.fill();
  pen.clip();
  pen.fillStyle = '#2b1b12';
  pen.beginPath();
  pen.arc(x, EYE_Y - 0.006, 0.037, 0, 2 * Math.PI);
  pen.fill();
  pen.restore();
  pen.fillStyle = 'rgba(255,255,255,0.85)';
  pen.beginPath();
  pen.arc(x + look.light * 0.012, EYE_Y - 0.018, 0.007, 0, 2 * Math.PI);
  pen.fill();
  pen.strokeStyle = 'rgba(30,15,10,0.9)';
  pen.lineWidth = 0.018;
  pen.beginPath();
  pen.moveTo(x - 0.08, EYE_Y + 0.006);
  pen.quadraticCurveTo(x, EYE_Y - 0.06, x + 0.08, EYE_Y);
  pen.stroke();
  blob(pen, x, EYE_Y + 0.055, 0.09, 0.025, 'rgba(80,45,30,0.3)', 'rgba(80,45,30,0)');
}

function nose(pen: SKRSContext2D, look: Look): void {
  blob(pen, 0, 0.0, 0.045, 0.17, tint(look, 1.24, 0.9), tint(look, 1.24, 0));
  blob(pen, 0, 0.125, 0.06, 0.05, tint(look, 1.2, 0.9), tint(look, 1.2, 0));
  blob(pen, -look.light * 0.07, 0.08, 0.035, 0.12, 'rgba(90,50,30,0.35)', 'rgba(90,50,30,0)');
  blob(pen, 0, 0.178, 0.1, 0.025, 'rgba(80,40,25,0.5)', 'rgba(80,40,25,0)');
  for (const side of [-1, 1])
    blob(pen, side * 0.042, 0.168, 0.022, 0.014, 'rgba(45,20,12,0.9)', 'rgba(45,20,12,0)');
}

function mouth(pen: SKRSContext2D, look: Look): void {
  const w = 0.13 * look.mouth;
  pen.fillStyle = '#a8574c';
  pen.beginPath();
  pen.moveTo(-w, 0.285);
  pen.quadraticCurveTo(-w * 0.4, 0.25, 0, 0.264);
  pen.quadraticCurveTo(w * 0.4, 0.25, w, 0.285);
  pen.quadraticCurveTo(0, 0.35, -w, 0.285);
  pen.closePath();
  pen.fill();
  pen.strokeStyle = 'rgba(70,20,15,0.9)';
  pen.lineWidth = 0.013;
  pen.beginPath();
  pen.moveTo(-w, 0.285);
  pen.quadraticCurveTo(0, 0.3, w, 0.285);
  pen.stroke();
  blob(pen, 0, 0.36, 0.1, 0.02, 'rgba(80,40,25,0.35)', 'rgba(80,40,25,0)');
}
