import { accept, type BoxMm, type Instant, type Result, refuse, type SealKind } from '@hufu/contract';

/** One version of a matter. A change is a new version with its own dates; the old one stays for old requests. */
export interface Matter {
  readonly id: string;
  readonly version: number;
  /** Where it holds: the whole country, or a province by its short name (浙江). */
  readonly scope: string;
  readonly name: string;
  readonly nameEn: string;
  readonly legalBasis: string;
  readonly requiredMaterial: readonly string[];
  /** Loans, land, contracts, assets: a recorded resolution before approval (AC-8). */
  readonly major: boolean;
  readonly seals: readonly SealKind[];
  /** Approvers wanted; the roster's policy may want more, never fewer. */
  readonly approvers: number;
  /** Whether a member of the supervision committee gives an opinion first. */
  readonly review: boolean;
  /** Places where the paper may differ from what was approved: a signature, a date line. */
  readonly zones: readonly BoxMm[];
  /** F65: every page of a document is shown to the machine, also those that get no impression. */
  readonly everyPage?: boolean | undefined;
  readonly validityHours: number;
  readonly validFrom: Instant;
  readonly validTo: Instant | null;
}

/** Scope of national matters. */
export const national = 'CN';

/** The version of a matter in force at a time in a province; a provincial one goes before the national one. */
export function matterAt(
  catalogue: readonly Matter[],
  id: string,
  province: string,
  at: Instant,
): Result<Matter> {
  const found = mattersAt(catalogue, province, at).find((m) => m.id === id);
  return found ? accept(found) : refuse('MATTER_UNKNOWN', { matter: id });
}

/** Every matter in force at a time in a province, one version of each, in the order of the catalogue. */
export function mattersAt(catalogue: readonly Matter[], province: string, at: Instant): Matter[] {
  const best = new Map<string, Matter>();
  for (const m of catalogue) {
    if (m.scope !== national && m.scope !== province) continue;
    if (m.validFrom > at || (m.validTo !== null && m.validTo <= at)) continue;
    const held = best.get(m.id);
    if (!held || isBefore(m, held)) best.set(m.id, m);
  }
  return [...best.values()];
}

/** Whether a goes before b: the province's own, then the newer version. */
function isBefore(a: Matter, b: Matter): boolean {
  if ((a.scope === national) !== (b.scope === national)) return a.scope !== national;
  return a.version > b.version;
}
