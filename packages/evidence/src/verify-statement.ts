import { accept, type Result, refuse, type Statement, sameBytes, toHex } from '@hufu/contract';
import {
  type AcceptedRoster,
  type SignedStatement,
  thumbprint,
  verifyApproval,
  verifyCustody,
  verifyOpening,
  verifyRecord,
  verifyRelease,
  verifyRevocation,
  verifySignature,
  verifySigners,
  verifyThreshold,
} from '@hufu/statement';
import { rosterAt } from './scene.ts';

/** What a server says in its own name. An `opening` is its word too, where the photograph was sealed to nobody. */
const serverTypes: ReadonlySet<Statement['type']> = new Set([
  'alarm',
  'disposal',
  'finding',
  'deletion',
  'opening',
  'oldPaper',
  'indexed',
]);

/** Whether a type of statement is a server's word. */
export const isServerWord = (type: Statement['type']): boolean => serverTypes.has(type);

/** Whether a statement is signed by a server's key that the verifier pins. */
export function verifyServerWord(
  signed: SignedStatement,
  serviceKeys: readonly Uint8Array[],
): Result<string[]> {
  const [signature] = signed.signatures;
  const key = serviceKeys.find((k) => signature && sameBytes(thumbprint(k), signature.thumbprint));
  if (!key || signed.signatures.length !== 1) return refuse('SIGNER_UNKNOWN');
  const verified = verifySignature(signed, 0, key);
  return verified.ok ? accept(['服务器 / server']) : verified;
}

/** Names of those whose signatures hold, by the rule of the statement's type. */
export function verifyStatement(
  signed: SignedStatement,
  rosters: readonly AcceptedRoster[],
  serviceKeys: readonly Uint8Array[] = [],
): Result<string[]> {
  const { payload } = signed;
  if (payload.type === 'roster') {
    const found = rosters.find(
      (r) => r.cose.length === signed.cose.length && toHex(r.cose) === toHex(signed.cose),
    );
    return found
      ? accept(['根钥匙 / root keys'])
      : refuse('ROSTER_NOT_CHAINED', { problem: '不在名册链里 / not in the chain' });
  }
  if (payload.type === 'release') {
    // Of no village. Whether its quorum is still in office is asked by whoever is about to run what it names.
    const released = rosters.some((r) => verifyRelease(signed, r.roster).ok);
    return released ? accept(['发布人 / release quorum']) : refuse('SIGNER_UNKNOWN');
  }
  if (!('at' in payload) || !('village' in payload))
    return refuse('STATEMENT_TYPE_WRONG', { wanted: 'statement of a village', got: payload.type });
  if ('prev' in payload) {
    for (const { roster } of [...rosters].reverse()) {
      const verified = verifyRecord(signed, roster);
      if (verified.ok) return accept(['机器 / machine']);
      if (verified.code !== 'SIGNER_UNKNOWN') return verified;
    }
    return refuse('SIGNER_UNKNOWN');
  }
  const roster =
    payload.type === 'authorization'
      ? rosters[payload.rosterVersion - 1]?.roster
      : rosterAt(rosters, payload.at)?.roster;
  if (!roster) return refuse('EVIDENCE_INCOMPLETE', { problem: '缺名册 / a roster is missing' });
  if (payload.type === 'authorization') {
    const approved = verifyApproval(signed, roster);
    return approved.ok ? accept(approved.value.signers.map((s) => s.person.name)) : approved;
  }
  if (payload.type === 'revocation') {
    const verified = verifyRevocation(signed, roster);
    return verified.ok ? accept(['名册人员 / roster']) : verified;
  }
  if (payload.type === 'opening') {
    // Holders of the roster that the photograph was sealed under: whoever opens it holds the file that says which.
    for (const { photos } of rosters.map((r) => r.roster).reverse()) {
      const opened = photos ? verifyOpening(signed, photos) : undefined;
      if (opened?.ok) return accept([...opened.value.holders]);
    }
    return verifyServerWord(signed, serviceKeys);
  }
  if (isServerWord(payload.type)) return verifyServerWord(signed, serviceKeys);
  if (payload.type === 'service') {
    // Two of the service threshold; locking takes any one of the roster, which the machine decides at once.
    const serviced = verifyThreshold(signed, roster.service, roster.web);
    if (serviced.ok || payload.act !== 'lockDown') return serviced;
  }
  if (payload.type === 'custody') {
    const kept = verifyCustody(signed, roster);
    if (!kept.ok) return kept;
  }
  const signers = verifySigners(signed, roster, { times: [payload.at] });
  return signers.ok ? accept(signers.value.map((s) => s.person.name)) : signers;
}
