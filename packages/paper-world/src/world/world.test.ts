import { expect, it } from 'vitest';
import { camera } from '../camera/camera.ts';
import { photograph } from '../camera/photograph.ts';
import { blankSheet } from '../sheet/sheet.ts';
import { openWorld } from './world.ts';

it('a world in a worker gives the same bytes as the functions themselves', async () => {
  await using world = openWorld();
  const sheet = blankSheet(1, { dpi: 100 });
  const remote = await world.photograph(sheet, camera('m3', 1), 1);
  expect(Buffer.from(remote).equals(Buffer.from(await photograph(sheet, camera('m3', 1), 1)))).toBe(true);
});

it('a world passes a fault on and goes on working', async () => {
  await using world = openWorld();
  await expect(world.seal({ kind: 'cooperative', name: '某社', code13: 'x' })).rejects.toThrow(/13 digits/);
  expect((await world.personPhoto({ seed: 1, faces: 0, width: 160, height: 120 })).length).toBeGreaterThan(
    500,
  );
});

it('a closed world answers no more', async () => {
  const world = openWorld();
  await world.close();
  await expect(world.blankSheet(1)).rejects.toThrow(/closed/);
});
