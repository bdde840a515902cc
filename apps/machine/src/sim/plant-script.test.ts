import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quickPace } from './mechanics.ts';
import { openPlant, type Plant } from './plant.ts';
import { openRecorder, readRecording } from './recorder.ts';

let dir: string;
let plant: Plant;
let cuts: number;
const open = (): Plant =>
  openPlant({
    dir,
    seals: [],
    lens: { preset: 'm3', seed: '1' },
    megapixels: 0.5,
    pace: quickPace,
    fetchPage: async () => new Uint8Array(),
    onPowerCut: () => {
      cuts++;
    },
  });
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hufu-script-'));
  cuts = 0;
  plant = open();
});
afterEach(async () => {
  await plant.close();
  rmSync(dir, { recursive: true });
});

/** One press as the controller commands it, up to the contact or to what stopped it. */
function pressOnce(): Promise<string> {
  return new Promise((resolve) => {
    const stop = plant.port.onSensor((reading) => {
      if (reading.kind !== 'contact' && reading.kind !== 'overCurrent' && reading.kind !== 'lid') return;
      stop();
      resolve(reading.kind);
    });
    plant.port.powerOn();
    plant.port.motor({ kind: 'unlock' });
    plant.port.motor({ kind: 'down' });
  });
}

describe('a fault script in the simulated world', () => {
  it('cuts the power at the contact: the die has touched, and the line is gone after the restart', async () => {
    await plant.act({ do: 'script', lines: ['at press.contact inject power cut'] });
    await pressOnce();
    expect([cuts, plant.truth.length]).toEqual([1, 1]);
    await plant.close();
    plant = open();
    expect(plant.state()).toMatchObject({ impressionsMade: 1, script: [] });
    await pressOnce();
    expect([cuts, plant.truth.length]).toEqual([1, 2]);
  });

  it('jams where it is told, at the press it is told', async () => {
    await plant.act({
      do: 'script',
      lines: ['at press.zone#2 inject motor jam', 'at press.descend#3 inject lid open'],
    });
    expect(await pressOnce()).toBe('contact');
    expect(await pressOnce()).toBe('overCurrent');
    expect(await pressOnce()).toBe('lid');
    expect(plant.state()).toMatchObject({ lidOpen: true, script: [] });
  });

  it('takes no script with a wrong line, and keeps the one it has', async () => {
    await plant.act({ do: 'script', lines: ['at press.lock inject power cut'] });
    await expect(plant.act({ do: 'script', lines: ['at noon inject tea'] })).rejects.toMatchObject({
      code: 'SIM_SCRIPT_INVALID',
    });
    expect(plant.state().script).toEqual(['at press.lock inject power cut']);
  });
});

describe('a recording', () => {
  it('has what hands did, at its times, across a restart of the world', () => {
    const path = join(dir, 'recording.jsonl');
    let now = 1000;
    const first = openRecorder(path, () => now);
    first.record({ do: 'placeBlank' });
    now += 400;
    first.record({ do: 'removePaper' });
    now += 60_000;
    const second = openRecorder(path, () => now);
    now += 100;
    second.record({ do: 'lid', open: true });
    expect(readRecording(path).map((r) => [r.ms, r.action.do])).toEqual([
      [0, 'placeBlank'],
      [400, 'removePaper'],
      [500, 'lid'],
    ]);
  });
});
