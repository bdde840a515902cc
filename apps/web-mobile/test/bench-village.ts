import { createHash } from 'node:crypto';
import { type Roster, type RosterPerson, toHex } from '@hufu/contract';
import { type FileSigner, generateFileSigner, sealKey, signStatement } from '@hufu/statement';

/** A number that is a UUID of version 7 and says what it stands for. */
export const idOf = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const village = idOf(1);
export const pin = '246810';

export interface BenchPerson {
  readonly login: string;
  readonly person: RosterPerson;
  readonly signer: FileSigner;
  readonly keyFile: string;
}

/** A village with really signed roster and encrypted keys: what the phone verifies is genuine. */
export interface BenchVillage {
  readonly roster: Roster;
  readonly rosterCose: Uint8Array;
  readonly people: Record<'custodian' | 'secretary' | 'director' | 'reviewer', BenchPerson>;
}

const at = Date.UTC(2026, 5, 1);
const digest = (text: string) => new Uint8Array(createHash('sha256').update(text).digest());

export async function makeVillage(origin: string): Promise<BenchVillage> {
  const decision = { name: '石桥村村民代表会议第1号决议', date: '2026-05-20', digest: null };
  const makePerson = async (n: number, login: string, name: string, roles: RosterPerson['roles']) => {
    const signer = generateFileSigner('ES256');
    const keys = [{ key: signer.key, kind: 'browser' as const, since: at, until: null }];
    const person: RosterPerson = { id: idOf(n), name, roles, keys, since: at, until: null, decision };
    return { login, person, signer, keyFile: await sealKey(signer, pin) };
  };
  const people = {
    custodian: await makePerson(11, 'shen', '沈阿芬', ['custodian', 'stamper']),
    secretary: await makePerson(12, 'wang', '王建国', ['approver']),
    director: await makePerson(13, 'li', '李秀英', ['approver']),
    reviewer: await makePerson(14, 'zhao', '赵德民', ['reviewer']),
  };
  const roots = [generateFileSigner('EdDSA'), generateFileSigner('EdDSA')];
  const key = () => generateFileSigner('EdDSA').key;
  const threshold = (keys: Uint8Array[]) => ({
    threshold: 2,
    keys: keys.map((k, i) => ({ holder: `持有人${i + 1}`, key: k })),
  });
  const witness = (n: number, organisation: string) => ({
    name: `w${n}`,
    organisation,
    vkey: `w${n}+00000000+AA`,
    key: key(),
  });
  const seal = (
    n: number,
    name: string,
    kind: 'villageCommitteeSeal' | 'partyBranchSeal' | 'cooperativeSeal',
  ) => ({
    id: idOf(20 + n),
    name,
    kind,
    sealCode13: `330110000000${n}`,
    specimen: digest(name),
    diameterMm: 42,
    custodian: people.custodian.person.id,
    machine: idOf(31),
    slot: n,
    state: 'active' as const,
  });
  const roster: Roster = {
    type: 'roster',
    v: 1,
    village,
    villageName: '石桥村',
    version: 1,
    previous: null,
    at,
    decision,
    root: threshold(roots.map((r) => r.key)),
    service: threshold([key(), key()]),
    release: threshold([key(), key()]),
    people: Object.values(people).map((p) => p.person),
    machines: [
      { id: idOf(31), name: '石桥村印章机', pressKey: key(), agentKey: key(), since: at, until: null },
    ],
    seals: [
      seal(0, '石桥村村民委员会', 'villageCommitteeSeal'),
      seal(1, '中共石桥村支部委员会', 'partyBranchSeal'),
      seal(2, '石桥村股份经济合作社', 'cooperativeSeal'),
    ],
    log: { origin: 'log.hufu.invalid', vkey: 'log+00000000+AA' },
    witnesses: { k: 2, all: [witness(1, '镇档案馆'), witness(2, '县公证处')] },
    policy: {
      approvers: 1,
      majorApprovers: 2,
      freshnessMs: 86_400_000,
      maxValidityMs: 3 * 86_400_000,
      placeToleranceMm: 25,
      emergency: { perMonth: 2, maxValidityMs: 4 * 3_600_000 },
    },
    web: { rpId: 'localhost', origins: [origin] },
  };
  return { roster, rosterCose: await signStatement(roster, roots), people };
}

export const hexOf = (bytes: Uint8Array) => toHex(digestOf(bytes));
export const digestOf = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());
