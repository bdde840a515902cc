import type { ErrorCode, Roster } from '@hufu/contract';
import { aVillage, derivedBytes, derivedId, nextRoster, parsedOrThrow } from '@hufu/testkit';
import { describe, expect, it } from 'vitest';
import { signStatementSync } from '../cose-sign.ts';
import { generateFileSigner } from '../keys/signer.ts';
import { acceptGenesis, acceptRotation } from './accept-roster.ts';
import { checkRoster } from './check-roster.ts';

const village = aVillage();
const [a, b, c] = village.root;
const signedBy = (roster: Roster, ...signers: Parameters<typeof signStatementSync>[1][]) =>
  parsedOrThrow(signStatementSync(roster, signers.flat() as [typeof a]));
const following = (change: Partial<Roster>): Roster => ({
  ...village.roster,
  version: 2,
  previous: village.accepted.digest,
  ...change,
});

describe('a first roster', () => {
  it('is accepted with the threshold of its root keys', () => {
    expect(acceptGenesis(parsedOrThrow(village.rosterCose)).ok).toBe(true);
  });

  const table: [string, ErrorCode, () => ReturnType<typeof signedBy>][] = [
    ['one root key of two', 'QUORUM_MISSING', () => signedBy(village.roster, a)],
    [
      'one root key and a stranger',
      'QUORUM_MISSING',
      () => signedBy(village.roster, a, generateFileSigner('EdDSA')),
    ],
    ['version 2', 'ROSTER_NOT_CHAINED', () => signedBy(following({}), a, b)],
    [
      'something before it',
      'ROSTER_NOT_CHAINED',
      () => signedBy({ ...village.roster, previous: derivedBytes('x') }, a, b),
    ],
    [
      'a contradiction',
      'ROSTER_INCONSISTENT',
      () => signedBy({ ...village.roster, witnesses: { ...village.roster.witnesses, k: 1 } }, a, b),
    ],
  ];
  it.each(table)('with %s is refused with %s', (_, code, make) => {
    expect(acceptGenesis(make())).toMatchObject({ ok: false, code });
  });
});

describe('a rotation', () => {
  it('is accepted when it follows and both thresholds signed', () => {
    const rotated = acceptRotation(
      village.accepted,
      nextRoster(village, (r) => r),
    );
    expect(rotated).toMatchObject({ ok: true, value: { roster: { version: 2 } } });
  });

  it('may replace root keys when the old and the new threshold signed', () => {
    const [d, e] = [generateFileSigner('EdDSA'), generateFileSigner('SM2')];
    const root = {
      threshold: 2,
      keys: [
        { holder: 'd', key: d.key },
        { holder: 'e', key: e.key },
      ],
    };
    const next = following({ root });
    expect(acceptRotation(village.accepted, signedBy(next, a, c, d, e)).ok).toBe(true);
    expect(acceptRotation(village.accepted, signedBy(next, a, d, e))).toMatchObject({
      code: 'QUORUM_MISSING',
    });
    expect(acceptRotation(village.accepted, signedBy(next, a, c, d))).toMatchObject({
      code: 'QUORUM_MISSING',
    });
    expect(acceptRotation(village.accepted, signedBy(next, d, e))).toMatchObject({ code: 'QUORUM_MISSING' });
  });

  it('counts holders, not keys: two keys of one root holder are one', () => {
    const [first, second, third] = village.roster.root.keys;
    if (!first || !second || !third) throw new Error('the village has three root keys');
    const roster = {
      ...village.roster,
      root: { threshold: 2, keys: [first, { ...second, holder: first.holder }, third] },
    };
    expect(acceptGenesis(signedBy(roster, a, b))).toMatchObject({
      code: 'QUORUM_MISSING',
      context: { needed: 2, present: 1 },
    });
    expect(acceptGenesis(signedBy(roster, a, c)).ok).toBe(true);
  });

  it('leads on, version by version', () => {
    const two = acceptRotation(
      village.accepted,
      nextRoster(village, (r) => r),
    );
    if (!two.ok) throw new Error(two.code);
    const three = signedBy({ ...two.value.roster, version: 3, previous: two.value.digest }, a, b);
    expect(acceptRotation(two.value, three).ok).toBe(true);
    expect(acceptRotation(village.accepted, three)).toMatchObject({ code: 'ROSTER_NOT_CHAINED' });
  });

  const table: [string, Partial<Roster>][] = [
    ['the same version again', { version: 1 }],
    ['a version left out', { version: 3 }],
    ['another predecessor', { previous: derivedBytes('x') }],
    ['no predecessor', { previous: null }],
    ['another village', { village: derivedId('x') }],
    ['an earlier time', { at: village.roster.at - 1 }],
  ];
  it.each(table)('with %s is refused', (_, change) => {
    expect(acceptRotation(village.accepted, signedBy(following(change), a, b))).toMatchObject({
      code: 'ROSTER_NOT_CHAINED',
    });
  });
});

describe('a roster', () => {
  const r = village.roster;
  const person = (id: string, change: Partial<Roster['people'][number]>) =>
    r.people.map((p) => (p.id === id ? { ...p, ...change } : p));
  const table: [string, Partial<Roster>][] = [
    [
      'an approver who is also custodian (AC-2)',
      { people: person(village.custodian.id, { roles: ['custodian', 'approver'] }) },
    ],
    ['a seal whose custodian is none', { people: person(village.custodian.id, { roles: ['stamper'] }) }],
    ['a seal in an unknown machine', { machines: r.machines.slice(1) }],
    ['two seals in one slot', { seals: r.seals.map((s) => ({ ...s, slot: 0 })) }],
    ['one person twice', { people: [...r.people, ...r.people.slice(0, 1)] }],
    ['one key for two people', { people: person(village.director.id, { keys: r.people[0]?.keys ?? [] }) }],
    ['a key that is none', { root: { threshold: 1, keys: [{ holder: 'x', key: new Uint8Array(3) }] } }],
    [
      'one root key listed twice',
      { root: { threshold: 2, keys: [...r.root.keys.slice(0, 1), ...r.root.keys.slice(0, 1)] } },
    ],
    ['a threshold above its keys', { service: { ...r.service, threshold: 4 } }],
    [
      'a threshold above its holders',
      { root: { threshold: 2, keys: r.root.keys.map((k) => ({ ...k, holder: 'one' })) } },
    ],
    ['one person who can release a quarantine alone', { service: { ...r.service, threshold: 1 } }],
    [
      'a machine that stands in a threshold',
      {
        service: {
          threshold: 2,
          keys: [...r.service.keys, { holder: 'x', key: village.machine.agent.key }],
        },
      },
    ],
    [
      'a witness that stands in a threshold',
      {
        root: { threshold: 2, keys: [...r.root.keys, { holder: 'x', key: village.witnesses[0].signer.key }] },
      },
    ],
    ['fewer approvers for major matters', { policy: { ...r.policy, approvers: 3 } }],
    [
      'witnesses of one organisation',
      { witnesses: { k: 2, all: r.witnesses.all.map((w) => ({ ...w, organisation: 'x' })) } },
    ],
    [
      'a witness key that is a person’s',
      {
        witnesses: {
          k: 2,
          all: r.witnesses.all.map((w, i) => (i ? w : { ...w, key: village.secretary.signer.key })),
        },
      },
    ],
  ];
  it.each(table)('with %s is inconsistent', (_, change) => {
    expect(checkRoster({ ...r, ...change })).toMatchObject({ code: 'ROSTER_INCONSISTENT' });
  });
});
