import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zAdmission, zClaim } from '@hufu/contract';
import { claimedName, makeClaim, type OwnFiles, readPressKey, takeAdmission } from '@hufu/machine';
import { admit, claimCode } from '@hufu/messaging';
import { openPki } from '@hufu/server';
import { z } from 'zod';
import { readInput, readJsonFile } from './json-file.ts';

/** What `hufu machine claim` and `admission` are told: where the machine keeps what is its own. */
export interface OwnOptions {
  readonly dir: string;
}

function ownFiles(dir: string): OwnFiles {
  return {
    dir,
    agentKeyFile: join(dir, 'agent.key'),
    tlsKeyFile: join(dir, 'tls-key.pem'),
    tlsCertFile: join(dir, 'tls-cert.pem'),
    tlsCaFile: join(dir, 'tls-ca.pem'),
  };
}

/** `hufu machine claim`, on the machine: makes its keys where they stay, and what it asks to be admitted with. */
export async function claim(
  options: OwnOptions & {
    readonly line: string;
    readonly pairKey: string;
    readonly serial: string;
    readonly out: string;
  },
): Promise<void> {
  const pressKey = await readPressKey(options.line, new Uint8Array(readInput(options.pairKey)));
  const made = await makeClaim(ownFiles(options.dir), { serial: options.serial, pressKey });
  writeFileSync(options.out, `${JSON.stringify(made, null, 2)}\n`);
  const code = claimCode(made);
  console.log(`机器指纹 thumbprint   ${claimedName(made)}`);
  console.log(`六位确认码 six digits  ${code.slice(0, 3)} ${code.slice(3)}`);
  console.log(`→ ${options.out}`);
}

/** `hufu machine admit`, beside the server: certifies a machine, once a person has compared the six digits. */
export async function admission(options: {
  readonly claim: string;
  readonly code: string;
  readonly pki: string;
  readonly ordered?: string;
  readonly out: string;
}): Promise<void> {
  const claimed = readJsonFile(options.claim, zClaim);
  const ordered = options.ordered === undefined ? null : readJsonFile(options.ordered, z.array(z.string()));
  const { ca } = await openPki(options.pki);
  const admitted = await admit(ca, claimed, {
    name: claimedName(claimed),
    code: options.code.replaceAll(' ', ''),
    ordered,
  });
  writeFileSync(options.out, `${JSON.stringify(admitted, null, 2)}\n`);
  console.log('名册里登记 for the roster, which the root holders sign:');
  console.log(`  pressKey ${claimed.pressKey}`);
  console.log(`  agentKey ${claimed.agentKey}`);
  console.log(`→ ${options.out}`);
}

/** `hufu machine take-admission`, on the machine: puts the certificate in, if it is its own. */
export async function take(
  options: OwnOptions & { readonly claim: string; readonly admission: string },
): Promise<void> {
  const claimed = readJsonFile(options.claim, zClaim);
  const admitted = readJsonFile(options.admission, zAdmission);
  await takeAdmission(ownFiles(options.dir), claimed, admitted);
  console.log('✓ 证书已装入 the certificate is in its place');
}
