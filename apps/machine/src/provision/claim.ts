import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fromBase64url, HufuError, sameBytes, toBase64url, toHex, zBase64url } from '@hufu/contract';
import { makeFolderDurably, readIfPresent, writeFileDurably } from '@hufu/durable';
import { type CertificateAuthority, certificateFor, createCertificateRequest } from '@hufu/messaging';
import { thumbprint } from '@hufu/statement';
import { z } from 'zod';
import { openAgentKey } from '../provision.ts';

/** What a machine says of itself before anybody knows it: nothing of it is secret, and nothing of it is believed by itself. */
export const zClaim = z.strictObject({
  format: z.literal('hufu-claim/1'),
  /** On the plate of the case. */
  serial: z.string().regex(/^[\w-]{1,60}$/),
  /** COSE_Key of the press controller, as it answered on its line, and of the agent. */
  pressKey: zBase64url,
  agentKey: zBase64url,
  csrPem: z.string().max(4000),
});
export type Claim = z.infer<typeof zClaim>;

/** What comes back. */
export const zAdmission = z.strictObject({
  format: z.literal('hufu-admission/1'),
  certPem: z.string(),
  caPem: z.string(),
});
export type Admission = z.infer<typeof zAdmission>;

/**
 * Six digits of the claim. The machine shows them, and whoever admits it types them in: a claim that was exchanged on its
 * way has others. One try of a forger succeeds once in a million, and each takes a person who reads them aloud.
 */
export function claimCode(claim: Claim): string {
  const { serial, pressKey, agentKey, csrPem } = claim;
  const told = JSON.stringify(['hufu-claim/1', serial, pressKey, agentKey, csrPem.trim()]);
  const number = createHash('sha256').update(told).digest().readUIntBE(0, 6) % 1_000_000;
  return String(number).padStart(6, '0');
}

/** The name under which a claim's machine is known for good: the thumbprint of its press key. */
export function claimedName(claim: Claim): string {
  return toHex(thumbprint(fromBase64url(claim.pressKey)));
}

/** Where a machine that provisions itself keeps what is its own. */
export interface OwnFiles {
  readonly dir: string;
  readonly agentKeyFile: string;
  readonly tlsKeyFile: string;
  readonly tlsCertFile: string;
  readonly tlsCaFile: string;
}

const claimFile = (dir: string): string => join(dir, 'claim.json');

/** Makes the machine's keys where they will stay, and its claim; asked again, it is the same claim. */
export async function makeClaim(
  own: OwnFiles,
  of: { readonly serial: string; readonly pressKey: Uint8Array },
): Promise<Claim> {
  await makeFolderDurably(own.dir);
  const held = await readClaim(own.dir);
  const pressKey = toBase64url(of.pressKey);
  // Another board in the case is another machine: it claims anew.
  if (held?.pressKey === pressKey && held.serial === of.serial) return held;
  const agent = await openAgentKey(own.agentKeyFile);
  const keyPem = await readIfPresent(own.tlsKeyFile);
  const made = await createCertificateRequest(
    toHex(thumbprint(of.pressKey)),
    ...(keyPem ? [new TextDecoder().decode(keyPem)] : []),
  );
  await writeFileDurably(own.tlsKeyFile, Buffer.from(made.keyPem), { mode: 0o600 });
  const claim: Claim = {
    format: 'hufu-claim/1',
    serial: of.serial,
    pressKey,
    agentKey: toBase64url(agent.key),
    csrPem: made.csrPem,
  };
  await writeFileDurably(claimFile(own.dir), Buffer.from(`${JSON.stringify(claim, null, 2)}\n`));
  return claim;
}

/** The claim that this machine made, if it made one. */
export async function readClaim(dir: string): Promise<Claim | undefined> {
  const bytes = await readIfPresent(claimFile(dir));
  return bytes ? zClaim.parse(JSON.parse(new TextDecoder().decode(bytes))) : undefined;
}

/** Certifies a machine that stands on the list of those ordered, once a person has compared the code with its screen. */
export async function admit(
  ca: CertificateAuthority,
  claim: Claim,
  said: { readonly code: string; readonly ordered: readonly string[] | null },
): Promise<Admission> {
  const [given, wanted] = [said.code, claimCode(claim)].map((c) => new TextEncoder().encode(c));
  if (!given || !wanted || !sameBytes(given, wanted)) throw new HufuError('CLAIM_CODE_WRONG');
  if (said.ordered !== null && !said.ordered.includes(claim.serial))
    throw new HufuError('CLAIM_NOT_ALLOWED', { context: { serial: claim.serial } });
  // The authority checks that whoever asks holds the key; the name is ours to give.
  const certPem = await ca.certify(claim.csrPem, { cn: claimedName(claim), usage: 'client' });
  return { format: 'hufu-admission/1', certPem, caPem: ca.certPem };
}

/** Puts in what came back, if it is for this machine and its key. */
export async function takeAdmission(own: OwnFiles, claim: Claim, admission: Admission): Promise<void> {
  const key = await readIfPresent(own.tlsKeyFile);
  const facts = key && (await certificateFor(admission.certPem, new TextDecoder().decode(key)));
  if (facts?.cn !== claimedName(claim)) throw new HufuError('CERTIFICATE_NOT_OURS');
  await writeFileDurably(own.tlsCaFile, Buffer.from(admission.caPem));
  await writeFileDurably(own.tlsCertFile, Buffer.from(admission.certPem));
}
