import { HufuError, valueOrThrow } from '@hufu/contract';
import {
  parseTrustPolicy,
  type TrustPolicy,
  type Verdict,
  verifyPack,
  verifyProofFile,
} from '@hufu/evidence';
import { exitWithProblem } from '../screen/problem.ts';
import { readInput } from './json-file.ts';

export interface VerifyOptions {
  readonly policy?: string;
  readonly json?: boolean;
}

/** `hufu verify`: believes nothing but the bytes given. Exit 0 only if everything holds, 1 something fails, 3 bad input. */
export async function verify(file: string, options: VerifyOptions): Promise<void> {
  try {
    const policy = options.policy === undefined ? undefined : readPolicy(options.policy);
    const verdict = verdictOn(file, readInput(file), policy);
    console.log(options.json ? JSON.stringify(verdict, null, 2) : verdictLines(verdict).join('\n'));
    if (!options.json && verdict.ok && policy === undefined)
      console.log(
        '  用自己的信任名单再核对：--policy <文件> / verify with a trust list of your own: --policy <file>',
      );
    process.exitCode = verdict.ok ? 0 : 1;
  } catch (e) {
    exitWithProblem(e, 3);
  }
}

function readPolicy(file: string): TrustPolicy {
  return valueOrThrow(parseTrustPolicy(new TextDecoder().decode(readInput(file))));
}

/** The first bytes tell a pack from a proof; whatever is neither is no evidence, which is another thing than a broken one. */
function verdictOn(file: string, bytes: Uint8Array, policy: TrustPolicy | undefined): Verdict {
  const begins = (text: string) => Buffer.from(bytes.subarray(0, text.length)).toString('latin1') === text;
  if (begins('PK')) return verifyPack(bytes, policy, Date.now());
  if (begins('c2sp.org/tlog-proof@')) return verifyProofFile(bytes, policy, Date.now());
  const problem =
    bytes.length === 0 ? '空文件 / empty' : '不是证据包也不是入册证明 / neither a pack nor a proof';
  throw new HufuError('FILE_UNREADABLE', { context: { file, problem } });
}

const colours: Record<Verdict['colour'], string> = {
  green: '绿 green',
  amber: '黄 amber',
  red: '红 red',
};

function verdictLines(verdict: Verdict): string[] {
  const broken = verdict.steps.find((s) => !s.ok);
  return [
    ...verdict.steps.flatMap(({ ok, name, detail, code }) => [
      `${ok ? '✓' : '✗'} ${name}${code ? ` ${code}` : ''}  ${detail.zh}`,
      `    ${detail.en}`,
    ]),
    ...verdict.reservations.map((r) => `! ${r.zh} ${r.en}`),
    '',
    `${verdict.ok ? '✓' : '✗'} ${colours[verdict.colour]}${broken ? `  ${broken.name}` : ''}`,
    `  ${verdict.sentence.zh}`,
    `  ${verdict.sentence.en}`,
  ];
}
