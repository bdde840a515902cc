import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { canvasFamily, type FontName } from '../fonts.ts';
import type { Village } from '../village/names.ts';

/** The three seals of a village. */
export type SealKind = 'villageCommittee' | 'partyBranch' | 'cooperative';

/** A seal: its specimen as kept on file (red on white, 300 dpi) and its size. */
export type Seal = {
  kind: SealKind;
  name: string;
  code13: string;
  diameterMm: number;
  specimenPng: Uint8Array;
};

const DPI = 300;
const RED = '#c81e23';

/** Draws a round seal: ring, name on an arc, star (a hollow one for the Party branch), 13-digit code below. */
export function seal(options: {
  kind: SealKind;
  name: string;
  code13: string;
  diameterMm?: number;
  /** Face of the name; a die cut by another workshop has another. */
  face?: FontName;
  starMm?: number;
}): Seal {
  const diameterMm = options.diameterMm ?? 40;
  if (!/^\d{13}$/.test(options.code13)) throw new RangeError('the code of a seal has 13 digits');
  const size = Math.round((diameterMm / 25.4) * DPI);
  const canvas = createCanvas(size, size);
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, size, size);
  pen.translate(size / 2, size / 2);
  const mm = size / diameterMm;
  const radius = diameterMm / 2;
  pen.fillStyle = RED;
  pen.strokeStyle = RED;
  pen.lineWidth = 1.2 * mm;
  circle(pen, (radius - 0.75) * mm);
  pen.stroke();
  star(pen, (options.starMm ?? 5) * mm);
  if (options.kind === 'partyBranch') {
    pen.lineWidth = 0.5 * mm;
    pen.stroke();
    circle(pen, 6.4 * mm);
    pen.stroke();
  } else pen.fill();
  arcName(pen, options.name, radius, mm, options.face ?? 'serifBold');
  arcCode(pen, options.code13, radius, mm);
  return {
    kind: options.kind,
    name: options.name,
    code13: options.code13,
    diameterMm,
    specimenPng: new Uint8Array(canvas.toBuffer('image/png')),
  };
}

/** The village committee's, the Party branch's and the cooperative's seal of one village. */
export function villageSeals(village: Village): Record<SealKind, Seal> {
  const code = (last: string): string => village.code13.slice(0, 12) + last;
  const where = `${village.county}${village.town}${village.village}`;
  return {
    villageCommittee: seal({ kind: 'villageCommittee', name: `${where}村民委员会`, code13: code('1') }),
    partyBranch: seal({ kind: 'partyBranch', name: `中共${where}支部委员会`, code13: code('2') }),
    cooperative: seal({ kind: 'cooperative', name: `${where}股份经济合作社`, code13: code('3') }),
  };
}

function circle(pen: SKRSContext2D, radius: number): void {
  pen.beginPath();
  pen.arc(0, 0, radius, 0, 2 * Math.PI);
}

function star(pen: SKRSContext2D, radius: number): void {
  const inner = radius * 0.382;
  pen.beginPath();
  for (let i = 0; i < 10; i++) {
    const r = i % 2 === 0 ? radius : inner;
    const angle = -Math.PI / 2 + (i * Math.PI) / 5;
    pen.lineTo(r * Math.cos(angle), r * Math.sin(angle));
  }
  pen.closePath();
}

/** The name runs over the top; the more characters, the narrower each is cut. */
function arcName(pen: SKRSContext2D, name: string, radius: number, mm: number, face: FontName): void {
  const chars = [...name];
  const heightMm = radius * 0.3;
  const middle = radius - 2 - heightMm / 2;
  const sweep = Math.min((250 / 180) * Math.PI, chars.length * 0.36);
  const step = chars.length > 1 ? sweep / (chars.length - 1) : 0;
  const narrow = Math.min(0.86, (step * (middle - heightMm * 0.3)) / heightMm);
  pen.font = `${heightMm * mm}px "${canvasFamily(face)}"`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  chars.forEach((char, i) => {
    pen.save();
    pen.rotate(-sweep / 2 + i * step);
    pen.translate(0, -middle * mm);
    pen.scale(narrow, 1);
    pen.fillText(char, 0, 0);
    pen.restore();
  });
}

function arcCode(pen: SKRSContext2D, code: string, radius: number, mm: number): void {
  const heightMm = 1.9;
  const sweep = (72 / 180) * Math.PI;
  pen.font = `${heightMm * mm}px "${canvasFamily('sans')}"`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  [...code].forEach((char, i) => {
    pen.save();
    pen.rotate(sweep / 2 - (i * sweep) / (code.length - 1));
    pen.translate(0, (radius - 2.9) * mm);
    pen.fillText(char, 0, 0);
    pen.restore();
  });
}
