import { createHash } from 'node:crypto';
import { type Admission, type Claim, HufuError, sameBytes } from '@hufu/contract';
import type { CertificateAuthority } from './certificate-authority.ts';

/** Hex digest of everything that a claim says: its name while nobody has admitted it. */
export function claimId(claim: Claim): string {
  return digestOf(claim).toString('hex');
}

/**
 * Six digits of the claim. The machine shows them, and whoever admits it types them in: a claim that was exchanged on its
 * way has others. One try of a forger succeeds once in a million, and each takes a person who reads them aloud.
 */
export function claimCode(claim: Claim): string {
  return String(digestOf(claim).readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
}

/** Certifies a machine that stands on the list of those ordered, once a person has compared the code with its screen. */
export async function admit(
  ca: CertificateAuthority,
  claim: Claim,
  said: {
    readonly code: string;
    /** The name that it gets: the thumbprint of its press key. */
    readonly name: string;
    /** Serial numbers that were ordered; null when there is no list. */
    readonly ordered: readonly string[] | null;
  },
): Promise<Admission> {
  const [given, wanted] = [said.code, claimCode(claim)].map((c) => new TextEncoder().encode(c));
  if (!given || !wanted || !sameBytes(given, wanted)) throw new HufuError('CLAIM_CODE_WRONG');
  if (said.ordered !== null && !said.ordered.includes(claim.serial))
    throw new HufuError('CLAIM_NOT_ALLOWED', { context: { serial: claim.serial } });
  // The authority checks that whoever asks holds the key; the name is ours to give.
  const certPem = await ca.certify(claim.csrPem, { cn: said.name, usage: 'client' });
  return { format: 'hufu-admission/1', certPem, caPem: ca.certPem };
}

function digestOf(claim: Claim): Buffer {
  const { serial, pressKey, agentKey, csrPem } = claim;
  const told = JSON.stringify(['hufu-claim/1', serial, pressKey, agentKey, csrPem.trim()]);
  return createHash('sha256').update(told).digest();
}
