import { HufuError } from '@hufu/contract';
import {
  checkFourProperties,
  isNoRecord,
  type PropertyCheck,
  readPack,
  type TrustPolicy,
  type Verdict,
  verifyNoRecord,
  verifyPack,
  verifyProofFile,
} from '@hufu/evidence';
import { exitWithProblem } from '../screen/problem.ts';
import { readInput } from './json-file.ts';
import { readPolicy } from './read-policy.ts';

export interface VerifyOptions {
  readonly policy?: string;
  readonly json?: boolean;
}

/** `hufu verify`: believes nothing but the bytes given. Exit 0 only if everything holds, 1 something fails, 3 bad input. */
export async function verify(file: string, options: VerifyOptions): Promise<void> {
  try {
    const policy = options.policy === undefined ? undefined : readPolicy(options.policy);
    const { verdict, properties } = await verdictOn(file, readInput(file), policy);
    console.log(
      options.json
        ? JSON.stringify({ ...verdict, ...(properties ? { properties } : {}) }, null, 2)
        : [...propertyLines(properties), ...verdictLines(verdict)].join('\n'),
    );
    if (!options.json && verdict.ok && policy === undefined)
      console.log(
        '  用自己的信任名单再核对：--policy <文件> / verify with a trust list of your own: --policy <file>',
      );
    process.exitCode = verdict.ok ? 0 : 1;
  } catch (e) {
    exitWithProblem(e, 3);
  }
}

interface Examined {
  readonly verdict: Verdict;
  /** DA/T 70, of a pack. */
  readonly properties?: readonly PropertyCheck[];
}

/** The first bytes tell a pack from a proof; whatever is neither is no evidence, which is another thing than a broken one. */
async function verdictOn(
  file: string,
  bytes: Uint8Array,
  policy: TrustPolicy | undefined,
): Promise<Examined> {
  const begins = (text: string) => Buffer.from(bytes.subarray(0, text.length)).toString('latin1') === text;
  if (begins('PK')) return await verdictOnPack(bytes, policy);
  if (begins('c2sp.org/tlog-proof@')) return { verdict: verifyProofFile(bytes, policy, Date.now()) };
  if (isNoRecord(bytes)) return { verdict: verifyNoRecord(bytes, policy) };
  const problem =
    bytes.length === 0 ? '空文件 / empty' : '不是证据包也不是入册证明 / neither a pack nor a proof';
  throw new HufuError('FILE_UNREADABLE', { context: { file, problem } });
}

async function verdictOnPack(bytes: Uint8Array, policy: TrustPolicy | undefined): Promise<Examined> {
  const pack = readPack(bytes);
  if (!pack.ok) return { verdict: verifyPack(bytes, policy, Date.now()) };
  const verdict = verifyPack(pack.value, policy, Date.now());
  if (!verdict.ok) return { verdict };
  // The generator of the report loads fonts of ten megabytes: only for a pack that has come this far.
  const { checkReport } = await import('@hufu/evidence/report');
  const checked = await checkReport(verdict, pack.value);
  return { verdict: checked, properties: checkFourProperties(pack.value, checked) };
}

const marks = { holds: '✓', fails: '✗', notChecked: '–' } as const;

function propertyLines(properties: readonly PropertyCheck[] | undefined): string[] {
  if (!properties) return [];
  const lines = properties.map(
    ({ property, point, result, note }) =>
      `  ${marks[result]} ${property}  ${point.zh}${note.zh ? `（${note.zh}）` : ''}`,
  );
  return ['四性检测 DA/T 70（– 未检 / not checked）', ...lines, ''];
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
