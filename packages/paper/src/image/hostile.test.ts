import { readFileSync } from 'node:fs';
import { HufuError } from '@hufu/contract';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { decodePicture, defaultLimits } from './decode.ts';
import { pageImage, renderDocument } from './render.ts';

vi.setConfig({ testTimeout: 120_000 });

const data = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../testdata/${name}`, import.meta.url)));

/** Bytes of a plain one-page PDF; small, so that many broken ones can be tried. */
function plainPdf(box = '0 0 300 400', content = 'BT /F1 24 Tf 40 300 Td (Hufu 2026) Tj ET'): Uint8Array {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [${box}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  for (const at of offsets) text += `${String(at).padStart(10, '0')} 00000 n \n`;
  text += `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return new TextEncoder().encode(text);
}

/** Four colours, one a corner: turned or mirrored wrongly it is another picture. */
async function quarters(width: number, height: number): Promise<Buffer> {
  const raw = Buffer.alloc(width * height * 3);
  const colours = [
    [200, 40, 40],
    [40, 180, 60],
    [50, 70, 200],
    [230, 220, 90],
  ];
  raw.fill(255);
  const isRim = (at: number, size: number) => at < 0.04 * size || at > 0.96 * size;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // White all round: it is a page, and no sheet on a coloured table.
      if (isRim(x, width) || isRim(y, height)) continue;
      raw.set(colours[(x * 2 >= width ? 1 : 0) + (y * 2 >= height ? 2 : 0)] ?? [], (y * width + x) * 3);
    }
  }
  return sharp(raw, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** How a spoilt file came out of a good one. */
type Mutation =
  | { kind: 'flip'; at: number; bits: number }
  | { kind: 'cut'; at: number }
  | { kind: 'zero'; at: number; length: number }
  | { kind: 'repeat'; at: number; length: number }
  | { kind: 'insert'; at: number; bytes: Uint8Array };

const at = fc.double({ min: 0, max: 1, noNaN: true });
const length = fc.integer({ min: 1, max: 300 });
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at, bits: fc.integer({ min: 1, max: 255 }) }),
  // Headers steer the decoder: they are hit as often as all the rest.
  fc.record({
    kind: fc.constant('flip' as const),
    at: fc.double({ min: 0, max: 0.05, noNaN: true }),
    bits: fc.integer({ min: 1, max: 255 }),
  }),
  fc.record({ kind: fc.constant('cut' as const), at }),
  fc.record({ kind: fc.constant('zero' as const), at, length }),
  fc.record({ kind: fc.constant('repeat' as const), at, length }),
  fc.record({
    kind: fc.constant('insert' as const),
    at,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 60 }),
  }),
);

function spoil(bytes: Uint8Array, m: Mutation): Uint8Array {
  if (bytes.length === 0) return bytes;
  const where = Math.min(bytes.length - 1, Math.floor(m.at * bytes.length));
  switch (m.kind) {
    case 'flip': {
      const out = bytes.slice();
      out[where] = (out[where] ?? 0) ^ m.bits;
      return out;
    }
    case 'cut':
      return bytes.slice(0, where);
    case 'zero':
      return bytes.slice().fill(0, where, Math.min(bytes.length, where + m.length));
    case 'repeat':
      return Buffer.concat([
        bytes.subarray(0, where + m.length),
        bytes.subarray(where, where + m.length),
        bytes.subarray(where + m.length),
      ]);
    case 'insert':
      return Buffer.concat([bytes.subarray(0, where), m.bytes, bytes.subarray(where)]);
  }
}

/** Pages of a file, or the code with which it was refused; anything else is a fault of ours. */
async function outcome(bytes: Uint8Array): Promise<string> {
  try {
    const { pages } = await renderDocument(bytes);
    for (const { width, height } of pages) expect(width * height).toBeLessThan(defaultLimits.maxPixels);
    return 'pages';
  } catch (error) {
    if (error instanceof HufuError && error.code.startsWith('PAPER_')) return error.code;
    throw error;
  }
}

describe('a spoilt file ends as pages or as a coded refusal, never otherwise', () => {
  const files = new Map<string, Uint8Array>();
  beforeAll(async () => {
    const picture = sharp(await quarters(360, 480));
    const keep = async (name: string, made: Promise<Buffer>) => files.set(name, Uint8Array.from(await made));
    await keep('JPEG', picture.clone().jpeg({ quality: 80 }).toBuffer());
    await keep('progressive JPEG', picture.clone().jpeg({ progressive: true }).toBuffer());
    await keep('CMYK JPEG', picture.clone().toColourspace('cmyk').jpeg().toBuffer());
    await keep('PNG', picture.clone().png().toBuffer());
    await keep('16-bit PNG', picture.clone().toColourspace('rgb16').png().toBuffer());
    await keep('interlaced PNG', picture.clone().png({ progressive: true, palette: true }).toBuffer());
    files.set('small PDF', plainPdf());
    files.set('PDF with fonts', data('00.pdf'));
  });

  it.each([
    ['JPEG', 70],
    ['progressive JPEG', 40],
    ['CMYK JPEG', 40],
    ['PNG', 70],
    ['16-bit PNG', 30],
    ['interlaced PNG', 40],
    ['small PDF', 120],
    ['PDF with fonts', 15],
  ])('%s', async (name, numRuns) => {
    const good = files.get(name) ?? new Uint8Array();
    expect(await outcome(good)).toBe('pages');
    const before = process.memoryUsage().rss;
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
        await outcome(mutations.reduce(spoil, good));
      }),
      { numRuns, seed: 20261123 },
    );
    // What a file of a few kilobytes can make us hold is bounded by the limits, not by what it claims.
    expect(process.memoryUsage().rss - before).toBeLessThan(700 * 1048576);
    // A reader that a file broke does not take the next file with it.
    expect(await outcome(good)).toBe('pages');
  });

  it('bytes that are no file at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        expect(await outcome(bytes)).toMatch(/^PAPER_/);
      }),
      { numRuns: 60 },
    );
  });
});

describe('what a file claims is not believed', () => {
  const jpegHeader = (width: number, height: number) =>
    Buffer.concat([
      Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255]),
      Buffer.from([3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0, 0xff, 0xd9]),
    ]);

  it.each([
    ['a JPEG of 65,000 by 65,000 pixels', () => jpegHeader(65_000, 65_000), /TOO_MANY_PIXELS|DAMAGED/],
    ['a JPEG without width', () => jpegHeader(0, 500), /DAMAGED|TOO_FEW_PIXELS/],
    ['a JPEG without height', () => jpegHeader(500, 0), /DAMAGED|TOO_FEW_PIXELS/],
    ['a PDF page without size', () => plainPdf('0 0 0 0'), /TOO_FEW_PIXELS|DAMAGED|^pages$/],
    ['a PDF page turned inside out', () => plainPdf('0 0 -300 -400'), /TOO_FEW_PIXELS|DAMAGED|^pages$/],
    ['a PDF page of a kilometre', () => plainPdf('0 0 2834645 2834645'), /PAGE_TOO_LARGE/],
    ['a PDF page of a stamp', () => plainPdf('0 0 60 80'), /TOO_FEW_PIXELS/],
    ['a PDF page whose size is no number', () => plainPdf('a b c d'), /TOO_FEW_PIXELS|DAMAGED|^pages$/],
  ])('%s', async (_, make, code) => {
    expect(await outcome(make())).toMatch(code);
  });

  it.each([
    ['HEIC', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')],
    ['AVIF', Buffer.from('\0\0\0\x18ftypavif\0\0\0\0mif1avif', 'latin1')],
    ['GIF', Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1')],
    ['WebP', Buffer.from('RIFF\x1a\0\0\0WEBPVP8L', 'latin1')],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['TIFF', Buffer.from('II*\0\x08\0\0\0', 'latin1')],
  ])('%s is refused by its kind, before any decoder sees it', async (_, bytes) => {
    expect(await outcome(bytes)).toBe('PAPER_UNKNOWN_TYPE');
  });

  it('a picture with a PDF behind it is the picture', async () => {
    const jpeg = await sharp(await quarters(360, 480))
      .jpeg()
      .toBuffer();
    const { kind } = await renderDocument(Buffer.concat([jpeg, plainPdf()]));
    expect(kind).not.toBe('pdf');
  });
});

describe('colour and depth', () => {
  const corner = async (bytes: Uint8Array) => {
    const { image } = await decodePicture(bytes);
    expect(image.data.length).toBe(image.width * image.height * 3);
    const p = (20 * image.width + 20) * 3;
    return Array.from(image.data.subarray(p, p + 3));
  };
  const near = (found: number[], wanted: number[], most: number) => {
    for (const [i, v] of wanted.entries()) expect(Math.abs((found[i] ?? 0) - v)).toBeLessThanOrEqual(most);
  };

  it('of a 16-bit picture come out in 8 bits, as bright as they were', async () => {
    const deep = await sharp(await quarters(360, 480))
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    near(await corner(deep), [200, 40, 40], 2);
  });

  it('of a CMYK picture come out as the colours it prints', async () => {
    const cmyk = await sharp(await quarters(360, 480))
      .toColourspace('cmyk')
      .jpeg({ quality: 95 })
      .toBuffer();
    near(await corner(cmyk), [200, 40, 40], 40);
  });

  it('of a picture in grey come out in three channels', async () => {
    const grey = await sharp(await quarters(360, 480))
      .greyscale()
      .jpeg({ quality: 95 })
      .toBuffer();
    const [r, g, b] = await corner(grey);
    expect([g, b]).toEqual([r, r]);
  });

  it('do not hang on a colour profile that says nothing', async () => {
    const good = await sharp(await quarters(360, 480))
      .withIccProfile('p3')
      .jpeg()
      .toBuffer();
    const profile = good.indexOf('ICC_PROFILE');
    expect(profile).toBeGreaterThan(0);
    const wrong = Buffer.from(good).fill(0x41, profile + 20, profile + 200);
    expect(await outcome(wrong)).toMatch(/^(pages|PAPER_DAMAGED)$/);
  });
});

describe('a picture that says how it was held', () => {
  const flop = (b: Buffer) => sharp(b).flop().png().toBuffer();
  const turn = (b: Buffer, deg: number) => sharp(b).rotate(deg).png().toBuffer();
  /** The pixels as a camera held in that way would store them. */
  const stored = async (upright: Buffer, orientation: number): Promise<Buffer> => {
    const degrees = [0, 0, 0, 180, 180, 90, 270, 270, 90][orientation] ?? 0;
    const turned = await turn(upright, degrees);
    return [2, 4, 5, 7].includes(orientation) ? flop(turned) : turned;
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'is set upright (EXIF %i), photo and approved side alike',
    async (orientation) => {
      const upright = await quarters(360, 480);
      const held = await sharp(await stored(upright, orientation))
        .withMetadata({ orientation })
        .jpeg({ quality: 95 })
        .toBuffer();
      const { image } = await decodePicture(held);
      const page = await pageImage(held);
      for (const seen of [image, page]) {
        expect(seen.width).toBeLessThan(seen.height);
        const at = (x: number, y: number) => {
          const p = (Math.floor(y * seen.height) * seen.width + Math.floor(x * seen.width)) * 3;
          const [r = 0, g = 0, b = 0] = seen.data.subarray(p, p + 3);
          return r > 150 ? (g > 150 ? 'yellow' : 'red') : g > b ? 'green' : 'blue';
        };
        expect([at(0.2, 0.2), at(0.8, 0.2), at(0.2, 0.8), at(0.8, 0.8)]).toEqual([
          'red',
          'green',
          'blue',
          'yellow',
        ]);
      }
    },
  );
});
