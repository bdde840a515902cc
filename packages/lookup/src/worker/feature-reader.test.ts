import { expect, it } from 'vitest';
import { openFeatureReader } from './feature-reader.ts';

/** A thread that takes a moment over each picture, and says how many it was given before it answered the one before. */
const slow = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    let open = 0;
    parentPort.on('message', (ask) => {
      if (!ask) return setTimeout(() => parentPort.close(), open ? 150 : 0);
      const { bytes } = ask;
      open++;
      setTimeout(() => {
        bytes[0] = 1;
        parentPort.postMessage({ ok: true, read: { open } });
        open--;
      }, 100);
    });
  `)}`,
);
const key = new Uint8Array(32);

it('gives its thread one picture at a time, and each its own answer', async () => {
  await using reader = openFeatureReader(slow);
  const read = await Promise.all([1, 2, 3].map(() => reader.read(Uint8Array.of(0), key)));
  expect(read).toEqual([{ open: 1 }, { open: 1 }, { open: 1 }]);
});

it('lets its thread end the picture it has before it ends the thread, and takes up no other', async () => {
  const seen = new Uint8Array(new SharedArrayBuffer(1));
  const second = new Uint8Array(new SharedArrayBuffer(1));
  const reader = openFeatureReader(slow);
  const gone = [seen, second].map((bytes) =>
    expect(reader.read(bytes, key)).rejects.toMatchObject({ code: 'PAPER_WORKER_STOPPED' }),
  );
  await reader[Symbol.asyncDispose]();
  await Promise.all(gone);
  expect([seen[0], second[0]]).toEqual([1, 0]);
  await expect(reader.read(seen, key)).rejects.toMatchObject({ code: 'PAPER_WORKER_STOPPED' });
});
