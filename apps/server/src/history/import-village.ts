import { type MatterView, type Role, type UnitView, valueOrThrow } from '@hufu/contract';
import { expectType, parseSigned } from '@hufu/statement';
import { applyRoster } from '../custody/publish-roster.ts';
import { insertBlobRef } from '../files/document.store.ts';
import type { ServerParts } from '../http/parts.ts';
import { commit } from '../http/unit-of-work.ts';
import { insertMatter } from '../matters/matter.store.ts';
import { findAccountByLogin, insertAccount } from '../people/account.store.ts';
import { insertUnit } from '../people/unit.store.ts';
import { hashPassword } from '../session/password.ts';

/** An account to be made. */
export interface AccountImport {
  readonly id: string;
  /** Person of the village's roster, for accounts that are one. */
  readonly person: string | null;
  readonly login: string;
  readonly password: string;
  readonly name: string;
  readonly unit: string;
  readonly roles: readonly Role[];
  readonly isDemo: boolean;
}

/** What makes a village (or a district above it) known to a server. */
export interface VillageImport {
  /** Parents before their children. */
  readonly units?: readonly (UnitView & { readonly province?: string })[];
  readonly accounts?: readonly AccountImport[];
  /** COSE bytes of rosters, each village's from the first on. They count by their root signatures alone. */
  readonly rosters?: readonly Uint8Array[];
  readonly matters?: readonly (MatterView & { readonly scope?: string })[];
  /** PNG files of impression specimens, with the village each belongs to. */
  readonly specimens?: readonly { readonly village: string; readonly png: Uint8Array }[];
}

/**
 * Makes units, accounts, matters, specimens and rosters known, in one transaction; what is there already is left.
 * @example await importVillage(server.parts, { units, accounts, rosters: [genesis], matters, specimens });
 */
export async function importVillage(parts: ServerParts, village: VillageImport): Promise<void> {
  const specimens = await Promise.all(
    (village.specimens ?? []).map(async (s) => ({
      village: s.village,
      digest: await parts.blobs.put(s.png, { village: s.village, kind: 'specimen', at: parts.now() }),
    })),
  );
  const hashes = new Map<string, string>();
  // argon2 is slow on purpose: one hash for each password, not for each account of a demo.
  for (const { password } of village.accounts ?? [])
    if (!hashes.has(password)) hashes.set(password, await hashPassword(password));
  await commit(parts, async (work) => {
    const { tx, now } = work;
    for (const unit of village.units ?? []) await insertUnit(tx, unit);
    for (const { password, ...account } of village.accounts ?? [])
      if (!(await findAccountByLogin(tx, account.login)))
        await insertAccount(tx, { ...account, passwordHash: hashes.get(password) ?? '' });
    for (const matter of village.matters ?? []) await insertMatter(tx, matter);
    for (const cose of village.rosters ?? [])
      await applyRoster(work, valueOrThrow(expectType(valueOrThrow(parseSigned(cose)), 'roster')));
    for (const { village: of, digest } of specimens)
      await insertBlobRef(tx, { digest, village: of, kind: 'specimen', mediaType: 'image/png', at: now });
  });
}
