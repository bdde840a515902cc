import { accept, type Instant, type Result, refuse, toHex } from '@hufu/contract';
import { commitment, parseProof, SALT_BYTES, verifyProof } from '@hufu/log';
import { type AcceptedRoster, decodeCbor, parseSigned } from '@hufu/statement';
import { readRosterChain } from './scene.ts';
import { policyOfRoster, type TrustPolicy } from './trust-policy.ts';
import { type Bilingual, failed, passed, type Verdict, type VerifiedStep, verdictOf } from './verdict.ts';
import { reserveTrust } from './verify-pack.ts';
import { verifyStatement } from './verify-statement.ts';

/** What a proof file carries beside the proof: enough to verify it from this one file. */
interface ProofExtra {
  readonly salt: Uint8Array;
  readonly statement: Uint8Array;
  readonly rosters: readonly Uint8Array[];
}

/**
 * Verifies a `.tlog-proof` whose extra data are CBOR {salt, statement, rosters}: the statement's signatures under the
 * rosters, and its place in the witnessed log.
 */
export function verifyProofFile(text: Uint8Array | string, policy?: TrustPolicy, now?: Instant): Verdict {
  const steps: VerifiedStep[] = [];
  const reservations: Bilingual[] = [];
  const end = (believed: Bilingual = { zh: '', en: '' }) => verdictOf(steps, reservations, believed);

  const proof = parseProof(text);
  const extra = readProofExtra(text);
  if (!proof.ok || !extra.ok) {
    steps.push(failed('manifest', proof.ok && !extra.ok ? extra : proof.ok ? refuse('INTERNAL') : proof));
    return end();
  }
  steps.push(passed('manifest', '证明文件完整', 'the proof file is whole'));

  const chain = readRosterChain(extra.value.rosters);
  const genesis = chain.ok ? chain.value[0] : undefined;
  const pin = genesis && policy?.pins.get(genesis.roster.village);
  const rosters: Result<AcceptedRoster[]> =
    genesis && pin !== undefined && pin !== toHex(genesis.digest)
      ? refuse('EVIDENCE_NOT_PINNED', { village: genesis.roster.village })
      : chain;
  if (!rosters.ok) {
    steps.push(failed('rosters', rosters));
    return end();
  }
  const newest = rosters.value.at(-1)?.roster;
  if (!newest) return end();
  steps.push(
    passed(
      'rosters',
      `名册 ${rosters.value.length} 版，逐版相连`,
      `${rosters.value.length} rosters, chained`,
    ),
  );
  reserveTrust(policy, newest.village, reservations);

  const signed = parseSigned(extra.value.statement);
  const signers = signed.ok ? verifyStatement(signed.value, rosters.value, policy?.serviceKeys) : signed;
  if (!signed.ok || !signers.ok) {
    steps.push(failed('statement', signers.ok ? refuse('INTERNAL') : signers));
    return end();
  }
  const { type } = signed.value.payload;
  const names = signers.value.join('、');
  steps.push(passed('statement', `${type}，由${names}签名`, `${type}, signed by ${names}`));

  const trusted = policy ? accept(policy.tlog) : policyOfRoster(newest);
  const entry = commitment(extra.value.salt, extra.value.statement);
  const logged = trusted.ok
    ? verifyProof(trusted.value, entry, proof.value, now === undefined ? {} : { now: Math.floor(now / 1000) })
    : trusted;
  if (!logged.ok) {
    steps.push(failed('log', logged));
    return end();
  }
  const cosigners = logged.value.cosigners.map((c) => c.name);
  steps.push(
    passed(
      'log',
      `在日志“${logged.value.origin}”第 ${logged.value.index} 条，由 ${cosigners.join('、')} 见证`,
      `entry ${logged.value.index} of ${logged.value.origin}, witnessed by ${cosigners.join(', ')}`,
    ),
  );
  if (cosigners.some((name) => policy?.sameHost.has(name)))
    reservations.push({
      zh: '见证方与运营方在同一台主机上（演示）。',
      en: "The witnesses run on the operator's own host (demo).",
    });
  return end({
    zh: `这份声明（${type}）由${names}签名，已由 ${cosigners.length} 家见证方见证。`,
    en: `This statement (${type}) is signed by ${names} and witnessed by ${cosigners.length} witnesses.`,
  });
}

/** Statement, salt and rosters of a proof file, not verified. */
export function readProofExtra(text: Uint8Array | string): Result<ProofExtra> {
  const proof = parseProof(text);
  return proof.ok ? readExtra(proof.value.extra) : proof;
}

function readExtra(extra: Uint8Array | undefined): Result<ProofExtra> {
  const bad = () =>
    refuse('TLOG_PROOF_MALFORMED', {
      problem:
        '里面没有声明和名册；证据包里的证明要和整个包一起核对 / it carries no statement and rosters; verify a proof of a pack with the whole pack',
    });
  const read = extra ? decodeCbor(extra) : undefined;
  if (!read?.ok || !(read.value instanceof Map) || read.value.size !== 3) return bad();
  const [salt, statement, rosters] = [
    read.value.get('salt'),
    read.value.get('statement'),
    read.value.get('rosters'),
  ];
  if (!(salt instanceof Uint8Array) || salt.length !== SALT_BYTES || !(statement instanceof Uint8Array))
    return bad();
  if (!Array.isArray(rosters)) return bad();
  const coses = rosters.filter((r) => r instanceof Uint8Array);
  return coses.length === rosters.length ? accept({ salt, statement, rosters: coses }) : bad();
}
