import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { openDrill } from './drill.ts';
import { visit } from './drill-visitor.ts';
import { randomRun, seededNumbers } from './random-run.ts';

// Every step of every stamping is checked against the mechanism's own truth; 500 and 10,000 stampings run by
// `hufu bench machine --runner`.
vi.setConfig({ testTimeout: 240_000 });
const stampings = Number(process.env.HUFU_DRILL_STAMPINGS ?? 12);
const seed = process.env.HUFU_SEED ?? '1';

it(`I1 I2 I3 I4: real agent and real core keep every invariant at every step of ${stampings} stampings under random faults`, async () => {
  const result = await randomRun({ stampings, seed });
  expect(result.violations, result.trace.join('\n')).toEqual([]);
  expect(result).toMatchObject({ lost: 0, doubled: 0, unexplained: 0 });
  expect(result.executed).toBeGreaterThan(stampings / 3);
  expect(result.contacts).toBeGreaterThanOrEqual(result.executed);
});

it('replays a run by its seed alone, step for step and millisecond for millisecond', async () => {
  const first = await randomRun({ stampings: 2, seed: 'replay', keepTrace: true });
  const again = await randomRun({ stampings: 2, seed: 'replay', keepTrace: true });
  expect(first.trace.length).toBeGreaterThan(20);
  expect(again.trace).toEqual(first.trace);
});

it('takes a touch by hand on a head that hangs in the zone without power for that attempt’s one impression, and a second one for nobody’s', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'hufu-hanging-'));
  try {
    await using drill = await openDrill({ dir, seed: 'hanging', random: seededNumbers('hanging') });
    const authorization = drill.village.authorization(drill.trueTime(), 1);
    await drill.until(() => drill.agent?.press.isUp === true);
    await drill.atOnce((agent) => agent.authorize(authorization));
    drill.at('CONTACT_ZONE', () => {
      drill.cutPress();
      drill.press.touchByHand();
      drill.press.touchByHand();
    });
    await visit(drill, authorization);
    await drill.until(() => false, 1500);
    const outcomes = drill.server.records.flatMap((r) => (r.type === 'outcome' ? [r.outcome] : []));
    expect(outcomes).toEqual(['executed']);
    expect(drill.press.contacts.map((c) => c.attempt !== null)).toEqual([true, false]);
    const events = drill.server.records.flatMap((r) => (r.type === 'event' ? [r.event] : []));
    expect(events).toContain('quarantined');
    expect(drill.violations).toEqual([]);
  } finally {
    await rm(dir, { recursive: true });
  }
});
