import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isNewerVersion, type Release, refuse } from '@hufu/contract';
import { type FileSigner, parseSigned, signStatementSync } from '@hufu/statement';
import { aVillage, derivedId, testNow } from '@hufu/testkit';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseSlot, firstSlots, openSlots, type SlotState, withCommit, withTrial } from './slots.ts';
import { openUpdateKeeper } from './update-keeper.ts';

const village = aVillage();
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hufu-update-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** An archive with one file that says its version, and the statement of its release. */
function release(
  version: string,
  changes: Partial<Release> = {},
  signers: readonly FileSigner[] = village.release,
) {
  const from = join(root, `from-${version}`);
  mkdirSync(from, { recursive: true });
  writeFileSync(join(from, 'version'), version);
  const archive = join(root, `${version}.tar.gz`);
  spawnSync('tar', ['-czf', archive, '-C', from, '.']);
  const digest = new Uint8Array(createHash('sha256').update(readFileSync(archive)).digest());
  const payload: Release = {
    type: 'release',
    v: 1,
    id: derivedId(version),
    at: testNow,
    target: 'agent',
    version,
    digest,
    ...changes,
  };
  const [first, ...more] = signers;
  if (!first) throw new Error('nobody signs');
  const cose = signStatementSync(payload, [first, ...more]);
  return { archive, message: { cose, salt: new Uint8Array(32), proof: 'proved' } };
}

function keeper(of: { job?: string | null; version?: string } = {}) {
  const events: string[] = [];
  const slots = openSlots(join(root, 'slots'));
  let restarts = 0;
  const opened = openUpdateKeeper({
    slots,
    desk: {
      // The log's own rules are tested where they are; here it is only whether there is a proof.
      proved: ({ cose, proof }) => (proof === 'proved' ? parseSigned(cose) : refuse('MERKLE_PROOF_INVALID')),
    },
    rosters: { current: village.accepted },
    memory: { openAttempts: () => [] },
    session: { authorization: of.job ?? null },
    attemptTurn: (work) => work(),
    event: async (name, detail) => events.push(`${name} ${detail}`),
    version: of.version ?? '0.1.0',
    restart: () => {
      restarts++;
    },
  });
  return { ...opened, slots, events, restarts: () => restarts };
}

describe('an update', () => {
  beforeEach(() => mkdirSync(join(root, 'slots')));

  it('goes on trial in the other slot, stays when all was well for a minute, and says so', async () => {
    const at = keeper();
    const { archive, message } = release('0.2.0');
    expect(await at.offer(message, archive)).toMatchObject({ ok: true, value: { version: '0.2.0' } });
    expect(at.restarts()).toBe(1);
    const { slot, next } = chooseSlot(await at.slots.read());
    expect(readFileSync(join(at.slots.folder(slot), 'version'), 'utf8')).toBe('0.2.0');
    await at.slots.write(next);
    const after = keeper({ version: '0.2.0' });
    await after.healthy(true, 0);
    await after.healthy(false, 50_000);
    await after.healthy(true, 60_000);
    await after.healthy(true, 119_000);
    expect((await after.slots.read()).trial).not.toBeNull();
    await after.healthy(true, 120_000);
    expect(await after.slots.read()).toMatchObject({ active: slot, trial: null });
    expect([...at.events, ...after.events]).toEqual(['updateStaged 0.1.0 -> 0.2.0', 'updateCommitted 0.2.0']);
  });

  it('that never gets well is given up after three starts, and the old version tells of it', async () => {
    const at = keeper();
    const { archive, message } = release('0.2.0');
    await at.offer(message, archive);
    const started: string[] = [];
    for (let i = 0; i < 5; i++) {
      const { slot, next } = chooseSlot(await at.slots.read());
      await at.slots.write(next);
      started.push(slot);
    }
    expect(started).toEqual(['b', 'b', 'b', 'a', 'a']);
    await at.tellRollback();
    await at.tellRollback();
    expect(at.events.at(-1)).toBe('updateRolledBack 0.2.0 -> 0.1.0');
    expect(at.events).toHaveLength(2);
  });

  it('waits while a job is before the screen', async () => {
    const at = keeper({ job: derivedId('job') });
    const { archive, message } = release('0.2.0');
    expect(await at.offer(message, archive)).toMatchObject({ code: 'UPDATE_WAITS' });
    expect(await at.slots.read()).toEqual(firstSlots);
  });

  it.each([
    ['one of the release quorum', 'QUORUM_MISSING', () => release('0.2.0', {}, [village.release[0]])],
    [
      'service people',
      'QUORUM_MISSING',
      () => release('0.2.0', {}, [village.service[0], village.service[1]]),
    ],
    ['the quorum, for the press', 'UPDATE_NOT_FOR_THIS', () => release('0.2.0', { target: 'press' })],
    ['the quorum, but no newer', 'UPDATE_NOT_NEWER', () => release('0.1.0')],
    ['the quorum, but older', 'UPDATE_NOT_NEWER', () => release('0.0.9')],
  ] as const)('signed by %s is refused with %s', async (_, code, make) => {
    const at = keeper();
    const { archive, message } = make();
    expect(await at.offer(message, archive)).toMatchObject({ code });
    expect(at.restarts()).toBe(0);
  });

  it('without proof of the log, or with another archive than the one released, touches nothing', async () => {
    const at = keeper();
    const { archive, message } = release('0.2.0');
    expect(await at.offer({ ...message, proof: '' }, archive)).toMatchObject({
      code: 'MERKLE_PROOF_INVALID',
    });
    writeFileSync(archive, 'something else');
    await expect(at.offer(message, archive)).rejects.toMatchObject({ code: 'UPDATE_DIGEST_WRONG' });
    expect(await at.slots.read()).toEqual(firstSlots);
  });
});

describe('slots', () => {
  it('always start something that once worked, whatever is staged, started and cut', () => {
    const act = fc.constantFrom('start', 'stage', 'commit');
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        let state: SlotState = firstSlots;
        let working = 'a';
        let trials = 0;
        for (const what of acts) {
          if (what === 'stage') {
            state = withTrial(state, { version: '1', digest: '0'.repeat(64) });
            expect(state.trial?.slot).not.toBe(working);
            trials = 0;
          } else if (what === 'commit') {
            state = withCommit(state);
            working = state.active;
          } else {
            const { slot, next } = chooseSlot(state);
            state = next;
            if (slot !== working) expect(++trials).toBeLessThanOrEqual(3);
          }
          expect(state.active).toBe(working);
        }
      }),
    );
  });

  it('know which version is newer', () => {
    expect(isNewerVersion('0.10.0', '0.9.9')).toBe(true);
    expect(isNewerVersion('1.0', '1.0.0')).toBe(false);
    expect(isNewerVersion('0.9.9', '0.10.0')).toBe(false);
    expect(isNewerVersion('2', '1.9')).toBe(true);
  });
});
