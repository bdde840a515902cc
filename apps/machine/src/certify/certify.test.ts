import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { mutations } from '../rig/broken/mutations.ts';
import { type Certificate, certifyPress } from './certify.ts';
import { spawnedJig } from './jigs.ts';

// Real controllers in processes of their own, behind a real serial line; their power is cut with SIGKILL.
vi.setConfig({ testTimeout: 300_000 });
const script = (name: string) => new URL(name, import.meta.url).pathname;
const quick = { selectMs: 8, toZoneMs: 14, toContactMs: 14, upMs: 14 };
/** Slow on its way up, so that what happens between the contact and the ledger's last word is seen on a busy host too. */
const late = { ...quick, upMs: 400 };

/** Slow above the zone, so that a silent host can be seen (M10). */
const slow = { selectMs: 8, toZoneMs: 420, toContactMs: 14, upMs: 14 };

async function certified(command: string, stopAtFirst: boolean, pace = quick): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'hufu-certify-'));
  try {
    await using jig = await spawnedJig(
      `${process.execPath} ${command} ${folder} '${JSON.stringify(pace)}'`,
      pace === slow ? slow.selectMs + slow.toZoneMs : undefined,
    );
    return await certifyPress(jig, { stopAtFirst });
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('the certification of press controllers', () => {
  it('certifies ours, power cuts and contacts counted outside included', async () => {
    const certificate = await certified(script('../press/bench-press.ts'), false, slow);
    expect(certificate.checks.filter((c) => c.result !== 'passed')).toEqual([]);
    expect(certificate).toMatchObject({ certified: true, countedOutside: true, violated: [] });
  });

  // One after the other: a killed controller's terminal may be the next one's.
  it.each(Object.entries(mutations).map(([name, { says, invariant }]) => [name, invariant, says] as const))(
    'refuses one that %s, and names %s (%s)',
    async (name, invariant) => {
      const certificate = await certified(
        `${script('../rig/broken/broken-press.ts')} ${name}`,
        true,
        invariant === 'M10' ? slow : invariant === 'M2' || invariant === 'M4' ? late : quick,
      );
      expect(certificate.certified).toBe(false);
      expect(certificate.violated).toEqual([invariant]);
    },
  );
});
