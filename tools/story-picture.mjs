// Composes docs/screenshots/story.png from the pictures that the story test keeps:
//   HUFU_SCREENS=/tmp/screens npm test -- --project e2e e2e/story.test.ts && node tools/story-picture.mjs /tmp/screens
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { root } from './house.mjs';

const from = process.argv[2];
if (!from) {
  console.error('usage: node tools/story-picture.mjs <folder of pictures>');
  process.exit(3);
}
const [gap, phone, wide] = [24, { width: 300, height: 650 }, { width: 1040, height: 650 }];
const rows = [
  [
    ['phone-approve', phone],
    ['kiosk-confirm', wide],
  ],
  [
    ['desk-story', wide],
    ['verify-amber', phone],
  ],
];
const width = 3 * gap + phone.width + wide.width;
const height = 3 * gap + 2 * phone.height;
const pieces = [];
let top = gap;
for (const row of rows) {
  let left = gap;
  for (const [name, size] of row) {
    const input = await sharp(join(from, `${name}.png`))
      .resize({ ...size, fit: 'contain', position: 'top', background: '#ffffff' })
      .png()
      .toBuffer();
    pieces.push({ input, left, top });
    left += size.width + gap;
  }
  top += phone.height + gap;
}
mkdirSync(join(root, 'docs/screenshots'), { recursive: true });
await sharp({ create: { width, height, channels: 3, background: '#d8d3c8' } })
  .composite(pieces)
  .png({ palette: true, colours: 128 })
  .toFile(join(root, 'docs/screenshots/story.png'));
