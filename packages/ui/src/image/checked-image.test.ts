import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { imageShelf, loadCheckedImage } from './checked-image.ts';

const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3);
const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('loadCheckedImage', () => {
  it('gives a picture whose bytes are those of its digest', async () => {
    const image = await loadCheckedImage(digestOf(png), async () => png);
    expect(image.url).toMatch(/^blob:/);
    expect(image.sizeBytes).toBe(png.length);
  });

  it('refuses a picture of which one byte differs', async () => {
    const altered = Uint8Array.from(png);
    altered[5] = 9;
    await expect(loadCheckedImage(digestOf(png), async () => altered)).rejects.toMatchObject({
      code: 'PAGE_IMAGE_ALTERED',
    });
  });

  it('refuses bytes of the right digest that are no picture', async () => {
    const html = new TextEncoder().encode('<script>alert(1)</script>');
    await expect(loadCheckedImage(digestOf(html), async () => html)).rejects.toMatchObject({
      code: 'PAGE_IMAGE_ALTERED',
    });
  });

  it('is not fooled by bytes that change after they were hashed', async () => {
    const shared = Uint8Array.from(png);
    const loading = loadCheckedImage(digestOf(png), async () => shared);
    const image = await loading;
    shared.fill(0);
    const drawn = new Uint8Array(await (await fetch(image.url)).arrayBuffer());
    expect(digestOf(drawn)).toBe(digestOf(png));
  });
});

describe('imageShelf', () => {
  it('fetches a picture once, and again after a failure', async () => {
    let calls = 0;
    const shelf = imageShelf(async () => {
      calls++;
      if (calls === 1) throw new Error('broken connection');
      return png;
    });
    await expect(shelf.get(digestOf(png))).rejects.toThrow('broken');
    await Promise.all([shelf.get(digestOf(png)), shelf.get(digestOf(png))]);
    expect(calls).toBe(2);
  });
});
