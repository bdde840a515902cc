import type { KeyKind, PersonRole, Roster, SealKind } from '@hufu/contract';
import {
  type AcceptedRoster,
  type AlgorithmName,
  acceptGenesis,
  type FileSigner,
  importSigner,
  parseSigned,
  type SignedStatement,
  signStatementSync,
} from '@hufu/statement';
import { derivedBytes, derivedId } from './derived.ts';

/** The hour at which tests happen unless they say otherwise: 2026-03-02 10:00 in Hangzhou. */
export const testNow = Date.UTC(2026, 2, 2, 2, 0, 0);
const year = 365 * 86_400_000;

/** A person with his key. */
export interface TestPerson {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly PersonRole[];
  readonly signer: FileSigner;
}

/** A machine with its two keys. */
export interface TestMachine {
  readonly id: string;
  readonly press: FileSigner;
  readonly agent: FileSigner;
  /** Thumbprint of the press key: the machine's name in statements. */
  readonly thumbprint: Uint8Array;
}

/** A witness with its key. */
export interface TestWitness {
  readonly name: string;
  readonly organisation: string;
  readonly signer: FileSigner;
}

/** A whole village with every secret, and its first roster signed and accepted. */
export interface Village {
  readonly id: string;
  readonly roster: Roster;
  readonly accepted: AcceptedRoster;
  readonly rosterCose: Uint8Array;
  readonly root: readonly [FileSigner, FileSigner, FileSigner];
  readonly service: readonly [FileSigner, FileSigner, FileSigner];
  readonly release: readonly [FileSigner, FileSigner];
  /** Party secretary, approver. */
  readonly secretary: TestPerson;
  /** Village director, second approver. */
  readonly director: TestPerson;
  readonly custodian: TestPerson;
  readonly stamper: TestPerson;
  /** Of the supervision committee. */
  readonly reviewer: TestPerson;
  readonly machine: TestMachine;
  /** A second machine, without seals. */
  readonly otherMachine: TestMachine;
  /** Ids of the three seals, in slots 0 to 2 of the machine. */
  readonly seals: { readonly party: string; readonly committee: string; readonly cooperative: string };
  readonly witnesses: readonly [TestWitness, TestWitness, TestWitness];
}

/** What a test wants to be different. */
export interface VillageOptions {
  /** Other names give other ids and keys. */
  readonly name?: string;
  /** Algorithm of people's keys; the default is EdDSA. */
  readonly algorithm?: AlgorithmName;
  /** Algorithm of the two keys of a machine; the default is EdDSA. */
  readonly machineAlgorithm?: AlgorithmName;
  readonly keyKind?: KeyKind;
  /** Changes the roster before the root holders sign it. */
  readonly change?: (roster: Roster) => Roster;
}

/** Builds a village: three root keys (two of them sign), five people, two machines, three seals, three witnesses (k = 2). */
export function aVillage(options: VillageOptions = {}): Village {
  const name = options.name ?? '虎符村';
  const id = derivedId(name);
  const signer = (what: string, algorithm: AlgorithmName = 'EdDSA') =>
    importSigner(algorithm, derivedBytes(`${name}:${what}:${algorithm}`));
  const person = (what: string, personName: string, roles: PersonRole[]): TestPerson => ({
    id: derivedId(`${name}:${what}`),
    name: personName,
    roles,
    signer: signer(what, options.algorithm),
  });
  const machine = (what: string): TestMachine => {
    const press = signer(`${what}:press`, options.machineAlgorithm);
    const agent = signer(`${what}:agent`, options.machineAlgorithm);
    return { id: derivedId(`${name}:${what}`), press, agent, thumbprint: press.thumbprint };
  };
  const witness = (what: string, organisation: string): TestWitness => ({
    name: `${what}.example/witness`,
    organisation,
    signer: signer(`witness:${what}`),
  });
  const keys = {
    root: [signer('root-1'), signer('root-2'), signer('root-3')] as const,
    service: [signer('service-1'), signer('service-2'), signer('service-3')] as const,
    release: [signer('release-1'), signer('release-2')] as const,
  };
  const secretary = person('secretary', '王书记', ['approver']);
  const director = person('director', '李主任', ['approver']);
  const custodian = person('custodian', '陈文书', ['custodian']);
  const stamper = person('stamper', '周干事', ['stamper']);
  const reviewer = person('reviewer', '吴监委', ['reviewer']);
  const [first, second] = [machine('machine-1'), machine('machine-2')];
  const witnesses = [
    witness('archive', '区档案馆'),
    witness('university', '省农林大学'),
    witness('neighbour', '邻村村委会'),
  ] as const;
  const seals = {
    party: derivedId(`${name}:seal-party`),
    committee: derivedId(`${name}:seal-committee`),
    cooperative: derivedId(`${name}:seal-cooperative`),
  };
  const decision = { name: '村民代表会议决议（2026）第 1 号', date: '2026-01-05', digest: null };
  const seal = (sealId: string, slot: number, sealName: string, kind: SealKind) => ({
    id: sealId,
    name: sealName,
    kind,
    sealCode13: `330110000000${slot}`,
    specimen: derivedBytes(`specimen:${sealId}`),
    diameterMm: 42,
    custodian: custodian.id,
    machine: first.id,
    slot,
    state: 'active' as const,
  });
  const since = testNow - year / 4;
  const plain: Roster = {
    type: 'roster',
    v: 1,
    village: id,
    villageName: name,
    version: 1,
    previous: null,
    at: since,
    decision,
    root: { threshold: 2, keys: keys.root.map((k, i) => ({ holder: `根钥匙 ${i + 1}`, key: k.key })) },
    service: { threshold: 2, keys: keys.service.map((k, i) => ({ holder: `检修 ${i + 1}`, key: k.key })) },
    release: { threshold: 2, keys: keys.release.map((k, i) => ({ holder: `发布 ${i + 1}`, key: k.key })) },
    people: [secretary, director, custodian, stamper, reviewer].map((p) => ({
      id: p.id,
      name: p.name,
      roles: [...p.roles],
      keys: [{ key: p.signer.key, kind: options.keyKind ?? 'file', since, until: null }],
      since,
      until: null,
      decision,
    })),
    machines: [first, second].map((m, i) => ({
      id: m.id,
      name: `${i + 1} 号机`,
      pressKey: m.press.key,
      agentKey: m.agent.key,
      since,
      until: null,
    })),
    seals: [
      seal(seals.party, 0, `中共${name}支部委员会`, 'partyBranchSeal'),
      seal(seals.committee, 1, `${name}村民委员会`, 'villageCommitteeSeal'),
      seal(seals.cooperative, 2, `${name}股份经济合作社`, 'cooperativeSeal'),
    ],
    log: { origin: 'hufu.example/log', vkey: 'hufu.example/log+00000000+AAAA' },
    witnesses: {
      k: 2,
      all: witnesses.map((w) => ({
        name: w.name,
        organisation: w.organisation,
        vkey: `${w.name}+00000000+AAAA`,
        key: w.signer.key,
      })),
    },
    policy: {
      approvers: 1,
      majorApprovers: 2,
      freshnessMs: 86_400_000,
      maxValidityMs: 7 * 86_400_000,
      placeToleranceMm: 15,
    },
    web: { rpId: 'hufu.example', origins: ['https://hufu.example'] },
  };
  const roster = options.change ? options.change(plain) : plain;
  const rosterCose = signStatementSync(roster, [keys.root[0], keys.root[1]]);
  const accepted = acceptGenesis(parsedOrThrow(rosterCose));
  if (!accepted.ok) throw new Error(`the village is inconsistent: ${JSON.stringify(accepted)}`);
  return {
    id,
    roster,
    accepted: accepted.value,
    rosterCose,
    ...keys,
    secretary,
    director,
    custodian,
    stamper,
    reviewer,
    machine: first,
    otherMachine: second,
    seals,
    witnesses,
  };
}

/** The next version of a village's roster, signed by two of its root holders. */
export function nextRoster(village: Village, change: (roster: Roster) => Roster): SignedStatement {
  const { roster, digest } = village.accepted;
  const next = change({ ...roster, version: roster.version + 1, previous: digest, at: roster.at + 1 });
  return parsedOrThrow(signStatementSync(next, [village.root[0], village.root[1]]));
}

/** Reads a statement that the test itself made. */
export function parsedOrThrow(cose: Uint8Array): SignedStatement {
  const signed = parseSigned(cose);
  if (!signed.ok) throw new Error(`${signed.code} ${JSON.stringify(signed.context)}`);
  return signed.value;
}
