import { fromHex, HufuError, valueOrThrow, zHex32 } from '@hufu/contract';
import {
  compareViews,
  hashReader,
  type Policy,
  parseCheckpoint,
  parseNote,
  policyWitnesses,
  type ViewDifference,
  verifyNote,
  type WitnessView,
} from '@hufu/log';
import { z } from 'zod';
import { exitWithProblem } from '../screen/problem.ts';
import { readPolicy } from './read-policy.ts';

/** What `hufu witness compare` is told. */
export interface CompareWitnessesOptions {
  readonly policy: string;
  readonly log?: string;
  readonly json?: boolean;
}

const zView = z.object({
  trees: z.array(z.object({ origin: z.string(), size: z.number().int().min(0), root: zHex32 })),
});
const timeoutMs = 10_000;

/**
 * `hufu witness compare`: asks every witness of the policy how far it has seen the log, and holds their views against each
 * other and against the published tiles. Exit 0 all agree, 1 a difference or a witness that is silent, 3 bad input.
 */
export async function compareWitnesses(options: CompareWitnessesOptions): Promise<void> {
  try {
    const { tlog } = readPolicy(options.policy);
    const [log] = tlog.logs;
    const url = options.log ?? log?.url;
    if (!log || url === undefined)
      throw new HufuError('OPTION_INVALID', { context: { option: '--log', value: '' } });
    const get = async (path: string) => await fetchBytes(`${url.replace(/\/$/, '')}/${path}`);
    const note = valueOrThrow(parseNote((await get('checkpoint')) ?? new Uint8Array(0)));
    valueOrThrow(verifyNote(note, [log.key]));
    const published = valueOrThrow(parseCheckpoint(note.text));
    const { views, silent } = await askWitnesses(tlog, published.origin);
    const differences = await compareViews(views, published, hashReader(get, published.size));
    report(options, published, views, [...silent, ...differences]);
  } catch (e) {
    exitWithProblem(e, 3);
  }
}

async function askWitnesses(policy: Policy, origin: string) {
  const views: WitnessView[] = [];
  const silent: ViewDifference[] = [];
  for (const { name, url } of policyWitnesses(policy)) {
    const tree =
      url === undefined ? '名单里没有它的网址 / no address in the list' : await viewOf(url, origin);
    if (typeof tree === 'string') silent.push({ witness: name, problem: tree });
    else views.push({ witness: name, ...tree });
  }
  return { views, silent };
}

/** A witness that does not say what it saw is told apart from one that saw something else: the words name the reason. */
async function viewOf(url: string, origin: string) {
  try {
    const bytes = await fetchBytes(`${url.replace(/\/$/, '')}/view`);
    const view = zView.parse(JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array(0))));
    const tree = view.trees.find((t) => t.origin === origin);
    return tree
      ? { size: tree.size, root: fromHex(tree.root) }
      : '没有见过这个日志 / has never seen this log';
  } catch (cause) {
    return `问不到 / no answer: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}

async function fetchBytes(url: string): Promise<Uint8Array | undefined> {
  const reply = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  return reply.ok ? new Uint8Array(await reply.arrayBuffer()) : undefined;
}

function report(
  options: CompareWitnessesOptions,
  published: { readonly origin: string; readonly size: number },
  views: readonly WitnessView[],
  differences: readonly ViewDifference[],
): void {
  const ok = differences.length === 0;
  const { origin, size } = published;
  if (options.json) {
    const seen = views.map((v) => ({ witness: v.witness, size: v.size }));
    console.log(JSON.stringify({ ok, origin, size, views: seen, differences }, null, 2));
  } else {
    console.log(`${origin}  ${size}`);
    for (const v of views) console.log(`  ${v.witness}  ${v.size}`);
    for (const d of differences) console.log(`✗ ${d.witness || origin}\n    ${d.problem}`);
    console.log(ok ? '✓ 各家看到的是同一部历史 · all saw one history' : '✗ 不一致 · they do not agree');
  }
  process.exitCode = ok ? 0 : 1;
}
