import { accept, fromBase64url, fromHex, type Result, refuse, sameBytes, toHex } from '@hufu/contract';
import { type AcceptedRoster, acceptGenesis, acceptRotation, parseSigned } from '@hufu/statement';

/** What this phone remembers of a village: the newest roster it has accepted. */
export interface RosterPin {
  readonly village: string;
  readonly version: number;
  /** Hex of the payload digest. */
  readonly digest: string;
  /** Base64url of the signed roster. */
  readonly cose: string;
}

/** A roster this phone stands by, and whether it had none before (trust on first use). */
export interface TrustedRoster extends AcceptedRoster {
  readonly isFirstUse: boolean;
}

/**
 * Goes from what the phone remembers to the newest roster, step by step under the rules of each version (DESIGN.md 1).
 * The server can withhold a roster but not invent one; one that does not follow the pinned one is refused.
 * @param rosters every roster of the village, as the server hands them out
 */
export function followRosters(pin: RosterPin | undefined, rosters: readonly string[]): Result<TrustedRoster> {
  const chain: AcceptedRosterStep[] = [];
  for (const text of rosters) {
    const signed = parseSigned(fromBase64url(text));
    if (!signed.ok) return signed;
    if (signed.value.payload.type !== 'roster')
      return refuse('STATEMENT_TYPE_WRONG', { wanted: 'roster', got: signed.value.payload.type });
    chain.push({ version: signed.value.payload.version, signed: signed.value });
  }
  chain.sort((a, b) => a.version - b.version);
  let current: AcceptedRoster;
  if (pin) {
    const offered = chain.find((c) => c.version === pin.version);
    if (!offered || !sameBytes(offered.signed.digest, fromHex(pin.digest)))
      return refuse('ROSTER_PIN_BROKEN', {
        pinned: pin.version,
        problem: offered ? toHex(offered.signed.digest).slice(0, 16) : '—',
      });
    if (offered.signed.payload.type !== 'roster')
      return refuse('ROSTER_PIN_BROKEN', { pinned: pin.version, problem: '—' });
    current = { roster: offered.signed.payload, digest: offered.signed.digest, cose: offered.signed.cose };
  } else {
    const first = chain[0];
    if (!first) return refuse('NOT_FOUND', { kind: 'roster', id: '' });
    const genesis = acceptGenesis(first.signed);
    if (!genesis.ok) return genesis;
    current = genesis.value;
  }
  for (const { version, signed } of chain) {
    if (version <= current.roster.version) continue;
    const next = acceptRotation(current, signed);
    if (!next.ok)
      return pin
        ? refuse('ROSTER_PIN_BROKEN', {
            pinned: pin.version,
            problem: `${next.code} ${String(next.context.problem ?? '')}`,
          })
        : next;
    current = next.value;
  }
  return accept({ ...current, isFirstUse: pin === undefined });
}

interface AcceptedRosterStep {
  readonly version: number;
  readonly signed: Extract<ReturnType<typeof parseSigned>, { ok: true }>['value'];
}

/** The roster's fingerprint as people compare it: four groups of four. */
export function fingerprint(digest: Uint8Array): string {
  return (toHex(digest).slice(0, 16).match(/.{4}/g) ?? []).join(' ').toUpperCase();
}
