import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimAction } from '@hufu/contract';
import { expect, it } from 'vitest';
import { quickPace } from './mechanics.ts';
import { openPanel } from './panel.ts';
import { openPlant } from './plant.ts';
import { openRecorder, readRecording } from './recorder.ts';

it('keeps in the recording only what was done, so that it can be done again to its end', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hufu-panel-'));
  const path = join(dir, 'recording.jsonl');
  const plant = openPlant({
    dir,
    seals: [],
    lens: { preset: 'm3', seed: '1' },
    megapixels: 0.5,
    pace: quickPace,
    fetchPage: async () => new Uint8Array(),
    onPowerCut: () => undefined,
  });
  const panel = await openPanel(plant, 0, openRecorder(path));
  const act = async (action: SimAction) =>
    (
      await fetch(`${panel.url}/sim/do`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(action),
      })
    ).status;
  try {
    expect(await act({ do: 'lid', open: true })).toBe(200);
    expect(await act({ do: 'script', lines: ['at press.contact inject pwer cut'] })).toBe(409);
    expect(await act({ do: 'lid', open: false })).toBe(200);
    const did = [
      { do: 'lid', open: true },
      { do: 'lid', open: false },
    ];
    expect(readRecording(path).map((r) => r.action)).toEqual(did);
    const told = (await (await fetch(`${panel.url}/sim/recording`)).json()) as { action: SimAction }[];
    expect(told.map((r) => r.action)).toEqual(did);
  } finally {
    await panel.close();
    await plant.close();
    rmSync(dir, { recursive: true });
  }
});
