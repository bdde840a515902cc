import { join } from 'node:path';
import {
  type Admission,
  type Claim,
  fromBase64url,
  HufuError,
  toBase64url,
  toHex,
  zClaim,
} from '@hufu/contract';
import { makeFolderDurably, readIfPresent, writeFileDurably } from '@hufu/durable';
import { certificateFor, createCertificateRequest } from '@hufu/messaging';
import { thumbprint } from '@hufu/statement';
import { openAgentKey } from '../provision.ts';

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

/** Puts in what came back, if it is for this machine and its key. */
export async function takeAdmission(own: OwnFiles, claim: Claim, admission: Admission): Promise<void> {
  const key = await readIfPresent(own.tlsKeyFile);
  const facts = key && (await certificateFor(admission.certPem, new TextDecoder().decode(key)));
  if (facts?.cn !== claimedName(claim)) throw new HufuError('CERTIFICATE_NOT_OURS');
  await writeFileDurably(own.tlsCaFile, Buffer.from(admission.caPem));
  await writeFileDurably(own.tlsCertFile, Buffer.from(admission.certPem));
}
