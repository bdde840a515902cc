import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Role, type Roster, valueOrThrow } from '@hufu/contract';
import { startingCatalogue } from '@hufu/domain';
import { type Seal, seal, type Village } from '@hufu/paper-world';
import type { AccountImport, VillageImport } from '@hufu/server';
import { type AcceptedRoster, acceptGenesis, acceptRotation, parseSigned } from '@hufu/statement';
import { sha256 } from '@noble/hashes/sha2.js';
import {
  type DemoSeal,
  firstRoster,
  type MachineKeys,
  machineReplaced,
  signRoster,
  withPhotoHolders,
} from './rosters.ts';
import type { DemoSecrets, VillageSecrets } from './secrets.ts';
import {
  type DemoVillage,
  demoDistrict,
  demoOfficials,
  demoPassword,
  demoTown,
  demoVillages,
} from './township.ts';
import { demoTrust } from './trust.ts';

/** A village of the demo as it was set up: rosters signed by its root holders, seals carved. */
export interface SetUpVillage {
  readonly village: DemoVillage;
  readonly secrets: VillageSecrets;
  /** Every roster so far. */
  readonly rosters: readonly AcceptedRoster[];
  readonly seals: readonly (DemoSeal & { die: Seal })[];
  /** The village as papers name it. */
  readonly place: Village;
}

const kinds = [
  { kind: 'partyBranchSeal', drawn: 'partyBranch', name: (v: string) => `中国共产党${v}支部委员会` },
  { kind: 'villageCommitteeSeal', drawn: 'villageCommittee', name: (v: string) => `竹溪镇${v}村民委员会` },
  { kind: 'cooperativeSeal', drawn: 'cooperative', name: (v: string) => `竹溪镇${v}股份经济合作社` },
] as const;

/** Draws the seals and signs the rosters of a village; a roster that was signed before is read back, never signed anew. */
export async function setUpVillage(
  dir: string,
  village: DemoVillage,
  secrets: DemoSecrets,
  machine: MachineKeys | undefined,
): Promise<SetUpVillage> {
  const own = secrets.villages[village.key];
  if (!own) throw new RangeError(`no secrets of ${village.key}`);
  const seals = kinds.map((k, i) => {
    const ids = own.seals[i];
    if (!ids) throw new RangeError('three seals wanted');
    const die = seal({ kind: k.drawn, name: k.name(village.name), code13: ids.sealCode13 });
    return {
      id: ids.id,
      kind: k.kind,
      name: k.name(village.name),
      sealCode13: ids.sealCode13,
      specimen: sha256(die.specimenPng),
      diameterMm: die.diameterMm,
      die,
    };
  });
  const plain = seals.map(({ die: _, ...s }) => s);
  const first = await kept(join(dir, `${village.key}-1.cose`), async () =>
    signRoster(
      await withPhotoHolders(firstRoster(village, own, plain, demoTrust(secrets), secrets.bornAt), own),
      own,
    ),
  );
  const rosters: AcceptedRoster[] = [valueOrThrow(acceptGenesis(valueOrThrow(parseSigned(first))))];
  const genesis = rosters[0];
  if (machine && genesis) {
    const second = await kept(join(dir, `${village.key}-2.cose`), () =>
      signRoster(machineReplaced(genesis.roster, village, own, machine, secrets.bornAt), own),
    );
    rosters.push(valueOrThrow(acceptRotation(genesis, valueOrThrow(parseSigned(second)))));
  }
  const place = {
    county: '云栖区',
    town: '竹溪镇',
    village: village.name,
    code13: own.seals[1]?.sealCode13 ?? '',
  };
  return { village, secrets: own, rosters, seals, place };
}

async function kept(file: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  if (existsSync(file)) return readFileSync(file);
  const made = await make();
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, made, { flag: 'wx' });
  return made;
}

/** The newest roster of a village. */
export function rosterOf(village: SetUpVillage): Roster {
  const newest = village.rosters.at(-1);
  if (!newest) throw new RangeError('a village has a roster');
  return newest.roster;
}

/** What the server is told of the township: units, accounts, matters, rosters, specimens. */
export function townshipImport(secrets: DemoSecrets, villages: readonly SetUpVillage[]): VillageImport {
  const account = (
    login: string,
    name: string,
    unit: string,
    roles: readonly Role[],
    id: string,
    person: string | null,
  ): AccountImport => ({ id, person, login, password: demoPassword, name, unit, roles, isDemo: true });
  const officialUnit = (place: string) => (place.startsWith('区') ? secrets.district : secrets.town);
  return {
    units: [
      { id: secrets.district, parent: null, level: 'district', name: demoDistrict },
      { id: secrets.town, parent: secrets.district, level: 'town', name: demoTown },
      ...villages.map((v) => ({
        id: v.secrets.id,
        parent: secrets.town,
        level: 'village' as const,
        name: v.village.name,
      })),
    ],
    accounts: [
      ...demoOfficials.map((o) =>
        account(o.login, o.name, officialUnit(o.place), [o.role], secrets.officials[o.login] ?? '', null),
      ),
      ...villages.flatMap((v) =>
        rosterOf(v).people.map((p, i) => {
          const login = v.village.people[i]?.login ?? '';
          return account(login, p.name, v.secrets.id, p.roles, p.id, p.id);
        }),
      ),
    ],
    matters: startingCatalogue.map(({ scope: _, ...m }) => ({
      ...m,
      requiredMaterial: [...m.requiredMaterial],
      seals: [...m.seals],
      zones: [...m.zones],
    })),
    rosters: villages.flatMap((v) => v.rosters.map((r) => r.cose)),
    specimens: villages.flatMap((v) =>
      v.seals.map((s) => ({ village: v.secrets.id, png: s.die.specimenPng })),
    ),
  };
}

/** The first villages have a machine that runs. */
export const livingVillages = (machines: number) => demoVillages.slice(0, machines);
