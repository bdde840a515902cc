import { createApiClient, HufuError, type Release } from '@hufu/contract';
import { verifyWebRelease, type WebFile } from '@hufu/evidence';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { exitWithProblem } from '../screen/problem.ts';
import { openStepProgress } from '../screen/step-progress.ts';
import { readPolicy } from './read-policy.ts';

export interface DoctorWebOptions {
  readonly url?: string;
  readonly policy?: string;
  /** Day (UTC) of the latest release that the outsider knows of, YYYY-MM-DD. */
  readonly since?: string;
  readonly json?: boolean;
}

/** A file that is not what was released, or a header that lets in what was not. */
interface WebDifference {
  readonly path: string;
  readonly problem: string;
}

/** A server that means to cheat approvers knows them by their telephones. */
const agents = {
  computer: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0 Safari/537.36',
  phone: 'Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/94.0 Mobile Safari/537.36 DingTalk/7.0',
} as const;
type Agent = keyof typeof agents;

/** Without these two a page could load a script that no list names. */
const neededRules = ["default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"];
/** What can bring code or another page in beside the listed bytes. */
const strayHeaders = ['link', 'refresh', 'location', 'service-worker-allowed', 'sourcemap'];
const longestFileBytes = 256 * 1024 * 1024;

/**
 * `hufu doctor web --url <server>`: fetches every file of the web pages as anybody would, and compares it with the list
 * that the release quorum signed and the witnessed log holds. Exit 0 the same, 1 something differs, 3 bad input.
 */
export async function doctorWeb(options: DoctorWebOptions): Promise<void> {
  const screen = openStepProgress(options.json);
  try {
    if (options.url === undefined)
      throw new HufuError('OPTION_INVALID', { context: { option: '--url', value: '' } });
    const server = new URL(options.url).origin;
    const since = options.since === undefined ? undefined : startOf(options.since);
    const policy = options.policy === undefined ? undefined : readPolicy(options.policy);
    const offer = await createApiClient(server, fetch).evidence.getWebRelease();
    const { verdict, release, files } = verifyWebRelease(offer, policy, Date.now());
    const differences: WebDifference[] = [];
    for (const [i, file] of files.entries()) {
      screen.update('网页 web pages', i, files.length);
      for (const agent of agentsFor(file)) {
        const problem = await problemOf(server, file, agent);
        if (problem !== undefined) differences.push({ path: file.path, problem });
      }
    }
    screen.stop();
    // A release is never revoked: an old one with a known hole stays validly signed and logged for ever.
    const isOlder = since !== undefined && release !== undefined && release.at < since;
    const ok = verdict.ok && !isOlder && differences.length === 0;
    if (options.json)
      console.log(
        JSON.stringify(
          { ok, version: release?.version ?? null, isOlder, verdict, files: files.length, differences },
          null,
          2,
        ),
      );
    else tell(server, { verdict, release, isOlder, files, differences });
    process.exitCode = ok ? 0 : 1;
  } catch (e) {
    screen.stop();
    exitWithProblem(e, e instanceof HufuError && e.code === 'NOT_FOUND' ? 1 : 3);
  }
}

/** The first millisecond of a day. */
function startOf(day: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at)) throw new HufuError('OPTION_INVALID', { context: { option: '--since', value: day } });
  return at;
}

/** Telephones are led from the first page to theirs; a font is code to nobody. */
function agentsFor({ path }: WebFile): readonly Agent[] {
  return path === '/' || /\.(ttf|woff2?)$/.test(path) ? ['computer'] : ['computer', 'phone'];
}

async function problemOf(server: string, file: WebFile, agent: Agent): Promise<string | undefined> {
  const reply = await fetch(`${server}${file.path}`, {
    redirect: 'manual',
    headers: { 'user-agent': agents[agent], 'accept-language': 'zh-CN' },
  }).catch((cause: unknown) => {
    throw new HufuError('SERVER_UNREACHABLE', { cause, context: { status: 0 } });
  });
  const as = agent === 'phone' ? '（手机 / as a phone）' : '';
  if (reply.status !== 200) return `HTTP ${reply.status}${as}`;
  const stray = strayHeaders.find((name) => reply.headers.has(name));
  if (stray !== undefined) return `${stray}: ${reply.headers.get(stray)}${as}`;
  const rules = (reply.headers.get('content-security-policy') ?? '').split(';').map((rule) => rule.trim());
  const missing = neededRules.find((rule) => !rules.includes(rule));
  if (missing !== undefined) return `content-security-policy: ${missing} 没有 / is missing${as}`;
  const { digest, size } = await digestOf(reply);
  if (digest === file.digest) return undefined;
  return `内容与发布的不同${as}：SHA-256 ${digest.slice(0, 16)}…，${size} B；发布的 ${file.digest.slice(0, 16)}…，${file.sizeBytes} B / not what was released`;
}

async function digestOf(reply: Response): Promise<{ digest: string; size: number }> {
  const hash = sha256.create();
  let size = 0;
  for await (const piece of reply.body ?? []) {
    hash.update(piece);
    size += piece.length;
    // A server that sends without end is told apart from the file that was released, and left.
    if (size > longestFileBytes) break;
  }
  return { digest: bytesToHex(hash.digest()), size };
}

const dayOf = (release: Release | undefined) => new Date(release?.at ?? 0).toISOString().slice(0, 10);

interface Findings {
  readonly verdict: ReturnType<typeof verifyWebRelease>['verdict'];
  readonly release: Release | undefined;
  readonly isOlder: boolean;
  readonly files: readonly WebFile[];
  readonly differences: readonly WebDifference[];
}

function tell(server: string, { verdict, release, isOlder, files, differences }: Findings): void {
  for (const step of verdict.steps)
    console.log(`${step.ok ? '✓' : '✗'} ${step.detail.zh} · ${step.detail.en}`);
  for (const note of verdict.reservations) console.log(`· ${note.zh} · ${note.en}`);
  for (const { path, problem } of differences) console.log(`✗ ${path}\n    ${problem}`);
  if (!verdict.ok) console.log(`✗ ${verdict.sentence.zh}\n  ${verdict.sentence.en}`);
  else if (isOlder)
    console.log(
      `✗ 给出的是旧网页：${release?.version}（${dayOf(release)} 发布），早于您知道的发布。不要在上面签名。\n  The pages are those of an older release than the one you know of; sign nothing in them.`,
    );
  else if (differences[0])
    console.log(
      `✗ 这台服务器给出的网页被改动过，第一个是 ${differences[0].path}。不要在上面签名。\n  The pages of ${server} are not those released; sign nothing in them.`,
    );
  else
    console.log(
      `✓ ${files.length} 个文件与 ${release?.version}（${dayOf(release)} 发布）一致 · all files are those released`,
    );
}
