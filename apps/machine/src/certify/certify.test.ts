import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pressSigner } from '@hufu/press';
import { importSigner } from '@hufu/statement';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openVirtualTime } from '../drill/virtual-time.ts';
import { startPressShell } from '../press/press-shell.ts';
import { mutations } from '../rig/broken/mutations.ts';
import { virtualJig } from '../rig/broken/virtual-jig.ts';
import { type Certificate, certifyPress } from './certify.ts';
import { portJig, spawnedJig } from './jigs.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const script = (name: string) => new URL(name, import.meta.url).pathname;
/** Slow above the zone, so that a silent host can be seen (M10). */
const slow = { selectMs: 8, toZoneMs: 420, toContactMs: 14, upMs: 14 };
const quick = { selectMs: 8, toZoneMs: 14, toContactMs: 14, upMs: 14 };

/** A real controller in a process of its own, behind a real serial line; its power is cut with SIGKILL. */
async function certified(command: string, pace: typeof slow, stopAtFirst: boolean): Promise<Certificate> {
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
    const certificate = await certified(script('../press/bench-press.ts'), slow, false);
    expect(certificate.checks.filter((c) => c.result !== 'passed')).toEqual([]);
    expect(certificate).toMatchObject({ certified: true, countedOutside: true, violated: [] });
  });

  it('names over a serial line too what a broken one forgot when its power was cut', async () => {
    const command = `${script('../rig/broken/broken-press.ts')} forgetsWhatWasUsed`;
    expect(await certified(command, quick, true)).toMatchObject({ certified: false, violated: ['M1'] });
  });
});

describe('a contact counter of the bench that cannot be read', () => {
  it('ends the suite with its fault before the first check, and nothing moved', async () => {
    const time = openVirtualTime();
    const jig = await virtualJig({
      time,
      bornAt: Date.UTC(2026, 0, 1),
      start: startPressShell,
      signer: pressSigner(importSigner('EdDSA', new Uint8Array(32).fill(1))),
      pairKey: new Uint8Array(32).fill(2),
      timing: slow,
    });
    const { contacts } = portJig({ port: '', pairKey: jig.pairKey, cycle: undefined, contacts: 'exit 1' });
    const checked: string[] = [];
    let isOver = false;
    const certificate = certifyPress(
      { ...jig, contacts },
      { onCheck: ({ name }) => checked.push(name) },
    ).finally(() => {
      isOver = true;
    });
    const ended = expect(certificate).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    while (!isOver) {
      await new Promise((resolve) => setImmediate(resolve));
      time.next();
    }
    await ended;
    expect(checked).toEqual([]);
    expect(await jig.contacts?.()).toBe(0);
  });
});

describe('the certification in virtual time, the whole suite up to the first violation,', () => {
  const found = new Map<string, Certificate>();

  beforeAll(async () => {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [script('../rig/broken/certify-mutants.ts')]);
    for (const line of stdout.trim().split('\n')) {
      const { name, ...certificate } = JSON.parse(line);
      found.set(name, certificate);
    }
  });

  it('certifies the same controller with nothing exchanged', () => {
    expect(found.get('honest')).toMatchObject({ certified: true, countedOutside: true, violated: [] });
  });

  it.each(Object.entries(mutations).map(([name, { says, invariant }]) => [name, invariant, says] as const))(
    'refuses one that %s, and names %s (%s)',
    (name, invariant) => {
      expect(found.get(name)).toMatchObject({ certified: false, violated: [invariant] });
      expect(found.get(name)?.checks.filter((c) => c.result === 'failed')).toEqual([]);
    },
  );
});
