import { createHash } from 'node:crypto';
import type { Authorization, Freshness, Roster, Service } from '@hufu/contract';
import {
  encodePayload,
  type FileSigner,
  importSigner,
  payloadDigest,
  signStatementSync,
  thumbprint,
} from '@hufu/statement';
import { memoryLog } from './memory-log.ts';

const day = 86_400_000;
const hour = 3_600_000;

/** Bytes that follow from a name: the same drill has the same keys. */
export function seededBytes(name: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(namedBytes(name)).digest());
}

/** What `seededBytes` is the digest of: stands for the picture of a page. */
function namedBytes(name: string): Uint8Array {
  return new TextEncoder().encode(`hufu drill ${name}`);
}

function seededId(name: string): string {
  const hex = Buffer.from(seededBytes(`id ${name}`)).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** An authorization and the bytes of its page. */
export interface DrillAuthorization {
  readonly payload: Authorization;
  readonly cose: Uint8Array;
  readonly page: Uint8Array;
}

/** A village founded for one press controller, in which everybody signs whatever a drill or a certification needs. */
export interface DrillVillage {
  readonly id: string;
  readonly genesis: Uint8Array;
  readonly agentSigner: FileSigner;
  /** Thumbprint of the press key. */
  readonly machine: Uint8Array;
  readonly stamper: string;
  /** A fresh log of the village: each proof stands against a checkpoint of its own. */
  readonly newLog: () => ReturnType<typeof memoryLog>;
  readonly specimen: Uint8Array;
  /** An authorization signed by its approver, or by whom the drill says. */
  authorization(
    at: number,
    copies: number,
    options?: { changes?: Partial<Authorization>; signer?: FileSigner },
  ): DrillAuthorization;
  /** What the witnesses say to a nonce; k of them unless told. */
  freshness(nonce: Uint8Array, at: number, changes?: Partial<Freshness>, witnesses?: number): Uint8Array[];
  service(act: Service['act'], nonce: Uint8Array, at: number, signers?: 1 | 2): Uint8Array;
  /** A release of the agent's program, signed by the release quorum. */
  release(version: string, at: number): Uint8Array;
  revocation(authorization: string, at: number): Uint8Array;
  /** Somebody of the village who may not approve, and somebody whom nobody knows. */
  readonly custodianSigner: FileSigner;
  readonly strangerSigner: FileSigner;
}

/** Founds the village; `pressKey` is the COSE key of its controller. */
export function foundDrillVillage(pressKey: Uint8Array, bornAt: number, seed: string): DrillVillage {
  const signer = (what: string) => importSigner('EdDSA', seededBytes(`${seed} ${what}`));
  const idOf = (what: string) => seededId(`${seed} ${what}`);
  const id = idOf('village');
  const since = bornAt - 30 * day;
  const decision = { name: '演练用名册 / drill roster', date: '2026-01-01', digest: null };
  const roots = ['root 1', 'root 2', 'root 3'].map(signer);
  const service = ['service 1', 'service 2'].map(signer);
  const people = [
    { what: 'secretary', name: '王书记', roles: ['approver' as const] },
    { what: 'custodian', name: '陈文书', roles: ['custodian' as const] },
    { what: 'stamper', name: '周干事', roles: ['stamper' as const] },
  ].map((p) => ({ ...p, id: idOf(p.what), signer: signer(p.what) }));
  const witnesses = ['archive', 'university', 'neighbour'].map((what) => ({
    name: `${what}.example/witness`,
    organisation: what,
    signer: signer(what),
  }));
  const agentSigner = signer('agent');
  const seal = idOf('seal');
  const newLog = () => memoryLog((name) => seededBytes(`${seed} ${name}`));
  const roster: Roster = newLog().intoRoster({
    type: 'roster',
    v: 1,
    village: id,
    villageName: '演练村',
    version: 1,
    previous: null,
    at: since,
    decision,
    root: { threshold: 2, keys: roots.map((k, i) => ({ holder: `root ${i + 1}`, key: k.key })) },
    service: { threshold: 2, keys: service.map((k, i) => ({ holder: `service ${i + 1}`, key: k.key })) },
    release: { threshold: 1, keys: [{ holder: 'release', key: signer('release').key }] },
    people: people.map((p) => ({
      id: p.id,
      name: p.name,
      roles: p.roles,
      keys: [{ key: p.signer.key, kind: 'file', since, until: null }],
      since,
      until: null,
      decision,
    })),
    machines: [
      { id: idOf('machine'), name: '1 号机', pressKey, agentKey: agentSigner.key, since, until: null },
    ],
    seals: [
      {
        id: seal,
        name: '演练村民委员会',
        kind: 'villageCommitteeSeal',
        sealCode13: '3301100000001',
        specimen: seededBytes('specimen'),
        diameterMm: 42,
        custodian: people[1]?.id ?? '',
        machine: idOf('machine'),
        slot: 1,
        state: 'active',
      },
    ],
    log: { origin: '', vkey: '' },
    witnesses: {
      k: 2,
      all: witnesses.map((w) => ({
        name: w.name,
        organisation: w.organisation,
        vkey: '',
        key: w.signer.key,
      })),
    },
    policy: {
      approvers: 1,
      majorApprovers: 2,
      freshnessMs: day,
      maxValidityMs: 7 * day,
      placeToleranceMm: 15,
    },
    web: { rpId: 'hufu.example', origins: ['https://hufu.example'] },
  });
  const [rootOne, rootTwo] = roots;
  const [serviceOne, serviceTwo] = service;
  const [secretary, custodian, stamper] = people;
  if (!rootOne || !rootTwo || !serviceOne || !serviceTwo || !secretary || !custodian || !stamper)
    throw new RangeError('a village is incomplete');
  const machine = thumbprint(pressKey);
  const rosterDigest = payloadDigest(encodePayload(roster));
  let made = 0;

  return {
    id,
    genesis: signStatementSync(roster, [rootOne, rootTwo]),
    agentSigner,
    machine,
    stamper: stamper.id,
    newLog,
    specimen: namedBytes('specimen'),
    custodianSigner: custodian.signer,
    strangerSigner: signer('stranger'),
    authorization(at, copies, { changes = {}, signer: by = secretary.signer } = {}) {
      const name = `authorization ${++made}`;
      const payload: Authorization = {
        type: 'authorization',
        v: 1,
        id: idOf(name),
        village: id,
        at: at - 60_000,
        request: idOf(`${name} request`),
        requestDigest: seededBytes(`${seed} ${name} request`),
        matter: { id: 'residence-certificate', version: 1, name: '居住证明', major: false },
        purpose: '居住证明',
        applicantName: '村民',
        applicant: null,
        filer: custodian.id,
        stamper: stamper.id,
        pages: [
          {
            digest: seededBytes(`${seed} ${name} page`),
            widthPx: 1654,
            heightPx: 2339,
            source: 'document',
            side: 'front',
          },
        ],
        impressions: [{ seal, pages: [0], copies, place: null }],
        zones: [],
        machine,
        validFrom: at - 2 * hour,
        validTo: at + 12 * hour,
        mode: 'normal',
        rosterVersion: 1,
        ...changes,
      };
      return {
        payload,
        cose: signStatementSync(payload, [by]),
        page: namedBytes(`${seed} ${name} page`),
      };
    },
    freshness: (nonce, at, changes = {}, count = 2) =>
      witnesses.slice(0, count).map((w) =>
        signStatementSync(
          {
            type: 'freshness',
            v: 1,
            village: id,
            at,
            witness: w.name,
            machine,
            nonce,
            rosterVersion: 1,
            rosterDigest,
            epoch: 0,
            revokedKeys: [],
            revokedAuthorizations: [],
            log: { origin: roster.log.origin, size: 1, root: seededBytes('root') },
            ...changes,
          },
          w.signer,
        ),
      ),
    service: (act, nonce, at, signers = 2) =>
      signStatementSync(
        {
          type: 'service',
          v: 1,
          id: idOf(`service ${++made}`),
          village: id,
          at,
          machine,
          act,
          nonce,
          reason: '演练 / drill',
        },
        signers === 2 ? [serviceOne, serviceTwo] : [serviceOne],
      ),
    release: (version, at) =>
      signStatementSync(
        {
          type: 'release',
          v: 1,
          id: idOf(`release ${++made}`),
          at,
          target: 'agent',
          version,
          digest: seededBytes(`${seed} ${version}`),
        },
        [signer('release')],
      ),
    revocation: (authorization, at) =>
      signStatementSync(
        {
          type: 'revocation',
          v: 1,
          id: idOf(`revocation ${++made}`),
          village: id,
          at,
          what: { kind: 'authorization', authorization },
          reason: '演练 / drill',
        },
        [secretary.signer],
      ),
  };
}
