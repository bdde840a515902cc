import { type Roster, toBase64url, toHex, valueOrThrow } from '@hufu/contract';
import { generateFileSigner, parseSigned, signStatement } from '@hufu/statement';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeVillage } from '../../test/bench-village.ts';
import { followRosters, type RosterPin } from './pinned-roster.ts';

const roots = [generateFileSigner('EdDSA'), generateFileSigner('EdDSA')];
const root = { threshold: 2, keys: roots.map((r, i) => ({ holder: `持有人${i}`, key: r.key })) };
let first: Roster;
let one: string;
let two: string;
let pin: RosterPin;

async function signed(roster: Roster, by = roots): Promise<string> {
  return toBase64url(await signStatement(roster, by));
}
async function after(roster: Roster, part: Partial<Roster> = {}): Promise<Roster> {
  const previous = valueOrThrow(parseSigned(await signStatement(roster, roots))).digest;
  return { ...roster, version: roster.version + 1, previous, at: roster.at + 1, ...part };
}

beforeAll(async () => {
  first = { ...(await makeVillage('http://localhost:7480')).roster, root };
  one = await signed(first);
  two = await signed(await after(first));
  const digest = toHex(valueOrThrow(parseSigned(await signStatement(first, roots))).digest);
  pin = { village: first.village, version: 1, digest, cose: one };
});

describe('followRosters', () => {
  it('takes the first roster on first use and follows it to the newest, in whatever order they come', () => {
    const trusted = valueOrThrow(followRosters(undefined, [two, one]));
    expect(trusted.roster.version).toBe(2);
    expect(trusted.isFirstUse).toBe(true);
  });

  it('follows from what the phone remembers', () => {
    const trusted = valueOrThrow(followRosters(pin, [one, two]));
    expect(trusted).toMatchObject({ isFirstUse: false, roster: { version: 2 } });
  });

  it('refuses a server that brings another first roster than the one remembered', async () => {
    const other = await signed({ ...first, villageName: '冒充村' });
    expect(followRosters(pin, [other])).toMatchObject({ code: 'ROSTER_PIN_BROKEN' });
  });

  it('refuses a next roster that only one root holder, or somebody else, signed', async () => {
    const next = await after(first, { villageName: '石桥新村' });
    const { 0: holder } = roots;
    if (!holder) throw new Error('no root');
    expect(followRosters(pin, [one, await signed(next, [holder])]).ok).toBe(false);
    const strangers = [generateFileSigner('EdDSA'), generateFileSigner('EdDSA')];
    expect(followRosters(pin, [one, await signed(next, strangers)]).ok).toBe(false);
  });

  it('refuses a server that has lost what the phone remembers', async () => {
    expect(followRosters({ ...pin, version: 2 }, [one])).toMatchObject({ code: 'ROSTER_PIN_BROKEN' });
    expect(followRosters(undefined, []).ok).toBe(false);
  });
});
