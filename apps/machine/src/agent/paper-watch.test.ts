import sharp from 'sharp';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Frame } from '../drivers/camera.ts';
import { type PaperWatch, watchPaper } from './paper-watch.ts';
import type { PreviewHub } from './preview-hub.ts';

/** A sheet on the dark platen, so far from its left edge. */
const sheetAt = async (left: number) =>
  new Uint8Array(
    await sharp({ create: { width: 192, height: 256, channels: 3, background: '#202020' } })
      .composite([
        {
          input: { create: { width: 120, height: 180, channels: 3, background: '#f0f0f0' } },
          left,
          top: 30,
        },
      ])
      .jpeg()
      .toBuffer(),
  );

let laid: Uint8Array;
let moved: Uint8Array;
let nowMs: number;
let signs: string[];
let watch: PaperWatch;
let see: (jpeg: Uint8Array, afterMs: number) => Promise<void>;

beforeAll(async () => {
  [laid, moved] = [await sheetAt(30), await sheetAt(48)];
});

beforeEach(async () => {
  nowMs = 1000;
  signs = [];
  let show: (frame: Frame) => void | Promise<void> = () => undefined;
  const hub: PreviewHub = {
    watch(listener) {
      show = listener;
      return () => undefined;
    },
    canLight: false,
    underLight: () => Promise.reject(new Error('no lamp')),
    close: async () => undefined,
    nowMs: () => nowMs,
  };
  watch = watchPaper(hub, {
    onStill: () => signs.push('still'),
    onMoved: () => signs.push('moved'),
    onFault: () => signs.push('fault'),
  });
  see = async (jpeg, afterMs) => {
    nowMs += afterMs;
    await show({ jpeg, at: nowMs });
  };
  await see(laid, 0);
  await see(laid, 60);
  expect(signs).toEqual(['still']);
  watch.hold();
});

describe('a paper that is held by the eyes (N6)', () => {
  it('is steady while every frame shows it as it was', async () => {
    for (let i = 0; i < 20; i++) await see(laid, 300);
    expect(watch.isSteady()).toBe(true);
    expect(signs).toEqual(['still']);
  });

  it('is not steady any more once it was moved, even when it is put back', async () => {
    await see(moved, 60);
    await see(laid, 60);
    expect(watch.isSteady()).toBe(false);
    expect(signs).toEqual(['still', 'moved']);
  });

  it('is not believed after a time in which nobody saw it, however much the next frame is like the last', async () => {
    await see(laid, 2500);
    expect(watch.isSteady()).toBe(false);
    expect(signs).toEqual(['still', 'moved']);
  });

  it('is held anew from the next frame on, however long that one is on its way', async () => {
    watch.release();
    const held = watch.holdNext();
    await see(laid, 4000);
    await held;
    expect(watch.isSteady()).toBe(true);
  });

  it('is not steady when the last frame is old', () => {
    nowMs += 2500;
    expect(watch.isSteady()).toBe(false);
  });
});
