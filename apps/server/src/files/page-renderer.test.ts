import { once } from 'node:events';
import { expect, it } from 'vitest';
import { tinyPdf } from '../../rig/tiny-pdf.ts';
import { openPageRenderer } from './page-renderer.ts';

it('starts its thread ahead of the first upload, once, and renders in it', async () => {
  await using renderer = openPageRenderer();
  let started = 0;
  const count = () => started++;
  process.on('worker', count);
  const first = once(process, 'worker');
  renderer.warm();
  renderer.warm();
  await first;
  const sizes: number[] = [];
  for await (const page of renderer.render({ bytes: tinyPdf(1), name: 'a.pdf' })) sizes.push(page.widthPx);
  process.off('worker', count);
  expect({ sizes, started }).toEqual({ sizes: [1653], started: 1 });
});

it('can be closed while its thread is still starting', async () => {
  const renderer = openPageRenderer();
  renderer.warm();
  await expect(renderer[Symbol.asyncDispose]()).resolves.toBeUndefined();
});
