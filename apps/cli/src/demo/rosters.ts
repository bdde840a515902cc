import { fromHex, type Roster, type SealKind } from '@hufu/contract';
import { encodePayload, type FileSigner, importSigner, payloadDigest, signStatement } from '@hufu/statement';
import { photoHolder } from '@hufu/statement/photo';
import type { VillageSecrets } from './secrets.ts';
import { type DemoDuty, type DemoVillage, demoTown } from './township.ts';

const day = 86_400_000;
/** How far the demo's history goes back. */
export const historyDays = 183;

/** The log and the witnesses that every roster of the demo names. */
export interface DemoTrust {
  readonly log: { origin: string; vkey: string };
  readonly witnesses: readonly {
    name: string;
    organisation: string;
    vkey: string;
    statementKey: Uint8Array;
  }[];
  readonly origins: readonly string[];
}

/** Public keys of a machine that goes into a roster. */
export interface MachineKeys {
  readonly pressKey: Uint8Array;
  readonly agentKey: Uint8Array;
}

/** The three seals of a village with their specimens. */
export interface DemoSeal {
  readonly id: string;
  readonly kind: SealKind;
  readonly name: string;
  readonly sealCode13: string;
  readonly specimen: Uint8Array;
  readonly diameterMm: number;
}

/** Keys of machines are Ed25519, of people P-256: what telephones and passkeys can do. */
export const machineSigner = (secret: string): FileSigner => importSigner('EdDSA', fromHex(secret));
export const personSigner = (secret: string): FileSigner => importSigner('ES256', fromHex(secret));

const rolesOf: Record<DemoDuty, Roster['people'][number]['roles']> = {
  secretary: ['approver'],
  director: ['approver'],
  custodian: ['custodian', 'stamper'],
  stamper: ['stamper'],
  reviewer: ['reviewer'],
};

/** Roster 1 of a village, as its assembly decided before the history began: the seals are in the old machine. */
export function firstRoster(
  village: DemoVillage,
  secrets: VillageSecrets,
  seals: readonly DemoSeal[],
  trust: DemoTrust,
  bornAt: number,
): Roster {
  const at = bornAt - (historyDays + 7) * day;
  const decision = {
    name: `${village.name}村民代表会议关于公章保管人和审批人的决定`,
    date: new Date(at).toISOString().slice(0, 10),
    digest: null,
  };
  const custodian = secrets.people[`${village.key}-custodian`];
  if (!custodian) throw new RangeError(`no custodian in ${village.key}`);
  const holders = ['选举委员会主任', '村民代表（一组）', '村民代表（二组）'];
  const keys = (list: readonly string[], names: readonly string[]) =>
    list.map((s, i) => ({ holder: names[i] ?? `${i + 1}`, key: machineSigner(s).key }));
  return {
    type: 'roster',
    v: 1,
    village: secrets.id,
    villageName: village.name,
    version: 1,
    previous: null,
    at,
    decision,
    root: { threshold: 2, keys: keys(secrets.roots, holders) },
    service: { threshold: 2, keys: keys(secrets.service, ['村务监督委员会', `${demoTown}便民中心`]) },
    release: { threshold: 2, keys: keys(secrets.release, ['虎符发布一', '虎符发布二']) },
    people: village.people.map((p) => {
      const own = secrets.people[p.login];
      if (!own) throw new RangeError(`no key for ${p.login}`);
      return {
        id: own.id,
        name: p.name,
        roles: rolesOf[p.duty],
        keys: [{ key: personSigner(own.secret).key, kind: 'file' as const, since: at, until: null }],
        since: at,
        until: null,
        decision,
      };
    }),
    machines: [
      {
        id: secrets.oldMachine.id,
        name: `${village.name}一号机`,
        pressKey: machineSigner(secrets.oldMachine.press).key,
        agentKey: machineSigner(secrets.oldMachine.agent).key,
        since: at,
        until: null,
      },
    ],
    seals: seals.map((s, slot) => ({
      ...s,
      custodian: custodian.id,
      machine: secrets.oldMachine.id,
      slot,
      state: 'active' as const,
    })),
    log: trust.log,
    witnesses: {
      k: 2,
      all: trust.witnesses.map((w) => ({
        name: w.name,
        organisation: w.organisation,
        vkey: w.vkey,
        key: w.statementKey,
      })),
    },
    policy: {
      approvers: 1,
      majorApprovers: 2,
      freshnessMs: day,
      maxValidityMs: 7 * day,
      newKeyWaitMs: 3 * day,
      placeToleranceMm: 15,
      emergency: { perMonth: 2, maxValidityMs: 4 * 3_600_000 },
    },
    web: { rpId: 'localhost', origins: [...trust.origins] },
  };
}

/** The roster with its holders of photographs: two of three open one. A demo that was born without them goes on so. */
export async function withPhotoHolders(roster: Roster, { photos = [] }: VillageSecrets): Promise<Roster> {
  if (photos.length === 0) return roster;
  const names = ['村党组织书记', '村务监督委员会', `${demoTown}档案室`];
  const holders = await Promise.all(
    photos.map((s, i) => photoHolder(names[i] ?? `${i + 1}`, machineSigner(s))),
  );
  return { ...roster, photos: { threshold: 2, holders } };
}

/** Roster 2: the old machine went out of service and a new one took its seals. */
export function machineReplaced(
  first: Roster,
  village: DemoVillage,
  secrets: VillageSecrets,
  machine: MachineKeys,
  at: number,
): Roster {
  return {
    ...first,
    version: first.version + 1,
    previous: payloadDigest(encodePayload(first)),
    at,
    machines: [
      ...first.machines.map((m) => ({ ...m, until: at })),
      {
        id: secrets.machine.id,
        name: `${village.name}二号机`,
        pressKey: machine.pressKey,
        agentKey: machine.agentKey,
        since: at,
        until: null,
      },
    ],
    seals: first.seals.map((s) => ({ ...s, machine: secrets.machine.id })),
  };
}

/** Signs a roster with two of the three root keys. */
export function signRoster(roster: Roster, secrets: VillageSecrets): Promise<Uint8Array> {
  return signStatement(roster, secrets.roots.slice(0, 2).map(machineSigner));
}
