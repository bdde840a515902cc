import { fromBase64url, type Instant, type StatementView } from '@hufu/contract';
import {
  type AcceptedRoster,
  acceptGenesis,
  acceptRotation,
  parseSigned,
  type SignedStatement,
  verifyApproval,
  verifyOpening,
  verifyRecord,
  verifySigners,
} from '@hufu/statement';

/** What this browser itself found out about a statement's signatures. `service`: signed by a service, not by a person of the roster. */
export type SignatureState =
  | { readonly state: 'good' }
  | { readonly state: 'bad'; readonly code: string }
  | { readonly state: 'service' };

/** Follows the rosters of a village from the first; stops at the first that does not follow. */
export function rosterChain(texts: readonly string[]): AcceptedRoster[] {
  const signed = texts.flatMap((text) => {
    const parsed = parseSigned(fromBase64url(text));
    return parsed.ok && parsed.value.payload.type === 'roster'
      ? [{ signed: parsed.value, version: parsed.value.payload.version }]
      : [];
  });
  signed.sort((a, b) => a.version - b.version);
  const chain: AcceptedRoster[] = [];
  for (const { signed: next } of signed) {
    const last = chain.at(-1);
    const accepted = last ? acceptRotation(last, next) : acceptGenesis(next);
    if (!accepted.ok) break;
    chain.push(accepted.value);
  }
  return chain;
}

/** Verifies the signatures of a statement under the roster that was in force when it was made. */
export function checkSignature(
  view: Pick<StatementView, 'cose' | 'at'>,
  chain: readonly AcceptedRoster[],
): SignatureState {
  const parsed = parseSigned(fromBase64url(view.cose));
  if (!parsed.ok) return { state: 'bad', code: parsed.code };
  const signed = parsed.value;
  switch (signed.payload.type) {
    case 'alarm':
    case 'disposal':
    case 'finding':
    case 'deletion':
    case 'freshness':
      return { state: 'service' };
    case 'opening':
      // Of a sealed photograph its holders sign, of another the server.
      return chain.some(({ roster }) => roster.photos && verifyOpening(signed, roster.photos).ok)
        ? { state: 'good' }
        : { state: 'service' };
    default:
      return underOneOf(signed, view.at, chain);
  }
}

function underOneOf(signed: SignedStatement, at: Instant, chain: readonly AcceptedRoster[]): SignatureState {
  // The newest roster that was in force first; a later one is tried too, as clocks differ a little.
  const order = [...chain].sort(
    (a, b) => Number(b.roster.at <= at) - Number(a.roster.at <= at) || b.roster.version - a.roster.version,
  );
  let code = 'SIGNER_UNKNOWN';
  for (const { roster } of order) {
    const verified =
      signed.payload.type === 'authorization'
        ? verifyApproval(signed, roster)
        : 'boot' in signed.payload
          ? verifyRecord(signed, roster)
          : verifySigners(signed, roster, { times: [at] });
    if (verified.ok) return { state: 'good' };
    if (code === 'SIGNER_UNKNOWN') code = verified.code;
  }
  return { state: 'bad', code };
}
