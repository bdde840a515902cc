import { randomUUID } from 'node:crypto';
import { fromBase64url, fromHex, HufuError, type Revocation, toHex, valueOrThrow } from '@hufu/contract';
import { expectType, parseSigned, signStatement } from '@hufu/statement';
import { readKeyFile } from '@hufu/statement/node';
import { exitWithProblem } from '../screen/problem.ts';
import { askSecret } from '../service/ask-secret.ts';
import { bringRevocation } from '../witnesses/bring-revocation.ts';
import { readInput } from './json-file.ts';
import { readPolicy } from './read-policy.ts';

/** What `hufu revoke` is told. */
export interface RevokeOptions {
  readonly policy: string;
  readonly statement?: string;
  readonly key?: string;
  readonly passphraseFile?: string;
  readonly village?: string;
  readonly thumbprint?: string;
  readonly reason?: string;
  readonly json?: boolean;
}

/**
 * `hufu revoke`: brings the revocation of a key straight to the witnesses, whatever the server does. Exit 0 when no quorum
 * is left that does not know of it, 1 when one is, 3 bad input.
 */
export async function revoke(options: RevokeOptions): Promise<void> {
  try {
    const policy = readPolicy(options.policy);
    const revocation =
      options.statement === undefined ? await sign(options) : readRevocation(readInput(options.statement));
    const { each, isInForce } = await bringRevocation(policy.tlog, revocation);
    if (options.json) console.log(JSON.stringify({ isInForce, each }, null, 2));
    else {
      for (const { witness, url, problem } of each)
        console.log(problem === null ? `✓ ${witness}  ${url}` : `✗ ${witness}  ${url}\n    ${problem}`);
      console.log(
        isInForce
          ? '✓ 已生效：联网的机器几分钟内拒绝这把钥匙，离线的最多 24 小时 · in force: within minutes online, 24 h at most offline'
          : '✗ 还没有生效：没收到的见证方仍能单独作证，请再试或换一条路送去 · not yet in force: bring it to the others as well',
      );
    }
    process.exitCode = isInForce ? 0 : 1;
  } catch (e) {
    exitWithProblem(e, 3);
  }
}

/** A revocation that a phone or another command signed: its bytes, or their base64url. */
function readRevocation(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1').trim();
  const cose = /^[A-Za-z0-9_-]+$/.test(text) ? fromBase64url(text) : bytes;
  return valueOrThrow(expectType(valueOrThrow(parseSigned(cose)), 'revocation')).cose;
}

async function sign(options: RevokeOptions): Promise<Uint8Array> {
  const { key, village, thumbprint, reason = '手机遗失' } = options;
  const missing = (option: string) => new HufuError('OPTION_INVALID', { context: { option, value: '' } });
  if (key === undefined) throw missing('--key');
  if (village === undefined) throw missing('--village');
  readInput(key);
  const passphrase = await askSecret({
    label: `${key} 口令 passphrase`,
    file: options.passphraseFile,
    variable: 'HUFU_PASSPHRASE',
    option: '--passphrase-file',
  });
  const signer = valueOrThrow(await readKeyFile(key, passphrase));
  const withdrawn = thumbprint ?? toHex(signer.thumbprint);
  if (!/^[0-9a-f]{64}$/.test(withdrawn))
    throw new HufuError('OPTION_INVALID', { context: { option: '--thumbprint', value: withdrawn } });
  const revocation: Revocation = {
    type: 'revocation',
    v: 1,
    id: randomUUID(),
    village,
    at: Date.now(),
    what: { kind: 'key', thumbprint: fromHex(withdrawn) },
    reason,
  };
  return await signStatement(revocation, [signer]);
}
