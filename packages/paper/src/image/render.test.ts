import { readFileSync } from 'node:fs';
import { HufuError } from '@hufu/contract';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { renderDocument } from './render.ts';

const data = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../testdata/${name}`, import.meta.url)));

async function refusal(bytes: Uint8Array, name = ''): Promise<string> {
  try {
    await renderDocument(bytes, { name });
  } catch (error) {
    if (error instanceof HufuError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('rendering', () => {
  it('draws an A4 page at 200 dpi, to the same bytes each time', async () => {
    const one = await renderDocument(data('00.pdf'));
    const two = await renderDocument(data('00.pdf'));
    expect(one.kind).toBe('pdf');
    expect(one.pages.map((p) => [p.width, p.height])).toEqual([[1653, 2339]]);
    expect(Buffer.compare(one.pages[0]?.png ?? Buffer.of(), two.pages[0]?.png ?? Buffer.of(1))).toBe(0);
  });

  it('takes its own pages back unchanged', async () => {
    const [page] = (await renderDocument(data('00.pdf'))).pages;
    const again = await renderDocument(page?.png ?? new Uint8Array());
    expect(again.kind).toBe('image');
    expect(Buffer.from(again.pages[0]?.png ?? []).equals(Buffer.from(page?.png ?? [1]))).toBe(true);
  });

  it('cuts the sheet out of a photo of a printout', async () => {
    const r = await renderDocument(data('00-base-00-m.jpg'));
    expect(r.kind).toBe('photo');
    expect([r.pages[0]?.width, r.pages[0]?.height]).toEqual([1654, 2339]);
  });
});

describe('what cannot be read is refused by its code', () => {
  const png = (width: number, height: number) => {
    // Only the header of a picture this large: nothing may try to decode the rest.
    const ihdr = Buffer.alloc(25);
    ihdr.writeUInt32BE(13, 0);
    ihdr.write('IHDR', 4);
    ihdr.writeUInt32BE(width, 8);
    ihdr.writeUInt32BE(height, 12);
    ihdr.set([8, 2, 0, 0, 0], 16);
    return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ihdr]);
  };

  it.each([
    ['an empty file', new Uint8Array(), 'a.pdf', 'PAPER_EMPTY_FILE'],
    ['a zip called .pdf', Buffer.from('PK\u0003\u0004 not a pdf at all'), 'a.pdf', 'PAPER_NOT_A_PDF'],
    ['a text file', Buffer.from('hello'), 'a.txt', 'PAPER_UNKNOWN_TYPE'],
    ['half a PDF', data('00.pdf').subarray(0, 90_000), 'a.pdf', 'PAPER_TRUNCATED'],
    ['half a JPEG', data('00-base-00-m.jpg').subarray(0, 100_000), 'a.jpg', 'PAPER_TRUNCATED'],
    ['rubbish in a PDF', Buffer.from('%PDF-1.7\nrubbish\n%%EOF'), 'a.pdf', 'PAPER_DAMAGED'],
    ['51 MB', new Uint8Array(51 * 1024 * 1024).fill(0x20), 'a.pdf', 'PAPER_FILE_TOO_LARGE'],
  ])('%s', async (_, bytes, name, code) => {
    expect(await refusal(bytes, name)).toBe(code);
  });

  it('a picture of 30,000 by 30,000 pixels, by its header', async () => {
    const real = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    const huge = Buffer.concat([png(30_000, 30_000).subarray(0, 29), Buffer.alloc(4), real.subarray(33)]);
    expect(['PAPER_TOO_MANY_PIXELS', 'PAPER_DAMAGED']).toContain(await refusal(huge));
  });

  it('a picture that moves', async () => {
    const still = await sharp({ create: { width: 400, height: 400, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    const actl = Buffer.concat([
      still.subarray(0, 33),
      Buffer.from('\0\0\0\x08acTL\0\0\0\x02\0\0\0\0\0\0\0\0', 'latin1'),
      still.subarray(33),
    ]);
    expect(await refusal(actl)).toBe('PAPER_ANIMATED');
  });
});
