import { readFile } from 'node:fs/promises';
import { HufuError, valueOrThrow } from '@hufu/contract';
import {
  formatVkey,
  KEY_TYPE,
  type NoteKey,
  type Policy,
  parsePolicy,
  parseVkey,
  quorumLines,
} from '@hufu/log';
import type { WitnessAddress } from '@hufu/log/node';
import { z } from 'zod';
import type { ServerConfig } from '../config/config.ts';

const zWitness = z.strictObject({
  name: z.string().min(1).max(100),
  organisation: z.string().min(1).max(100),
  vkey: z.string().min(1).max(300),
  url: z.url({ protocol: /^https?$/ }),
  /** Runs on the server's own host: proves nothing against its operator, shown in amber. */
  sameHost: z.boolean().default(false),
});
/** A witness as this deployment lists it. */
export type ListedWitness = z.infer<typeof zWitness>;

/** The witnesses of the deployment, and what its log is believed by. */
export interface WitnessList {
  readonly witnesses: readonly ListedWitness[];
  readonly addresses: readonly WitnessAddress[];
  /** Cosignatures wanted; 0 when no witness is listed, and then nothing ever counts as witnessed. */
  readonly k: number;
  readonly policy: Policy;
  /** The policy as a C2SP tlog-policy file. */
  readonly policyText: string;
}

/** Reads the list of witnesses; without a file there is none. */
export async function openWitnessList(config: ServerConfig['log'], logKey: NoteKey): Promise<WitnessList> {
  const witnesses = config.witnessesFile === undefined ? [] : await readList(config.witnessesFile);
  const invalid = (problem: string) =>
    new HufuError('WITNESSES_FILE_INVALID', { context: { file: config.witnessesFile ?? '', problem } });
  if (witnesses.length > 0 && new Set(witnesses.map((w) => w.organisation)).size < config.quorum)
    throw invalid(`不足 ${config.quorum} 家不同单位 / fewer than ${config.quorum} organisations`);
  const addresses = witnesses.map(({ name, vkey, url }) => {
    const key = parseVkey(vkey);
    if (!key.ok || key.value.type !== KEY_TYPE.cosignature) throw invalid(`vkey: ${name}`);
    return { key: key.value, url: url.replace(/\/$/, '') };
  });
  const k = witnesses.length > 0 ? config.quorum : 0;
  const policyText = formatPolicy(logKey, witnesses, k);
  return { witnesses, addresses, k, policyText, policy: valueOrThrow(parsePolicy(policyText)) };
}

async function readList(file: string): Promise<ListedWitness[]> {
  try {
    return z
      .array(zWitness)
      .min(1)
      .max(50)
      .parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    const problem =
      cause instanceof z.ZodError ? z.prettifyError(cause) : cause instanceof Error ? cause.message : '';
    throw new HufuError('WITNESSES_FILE_INVALID', { cause, context: { file, problem } });
  }
}

/** Lines of c2sp.org/tlog-policy; ours are comments to others (docs/formats/evidence.md). */
function formatPolicy(log: NoteKey, witnesses: readonly ListedWitness[], k: number): string {
  const lines = [`log ${formatVkey(log)}`];
  for (const w of witnesses) {
    lines.push(`witness ${w.name} ${w.vkey} ${w.url}`);
    if (w.sameHost) lines.push(`#hufu-same-host ${w.name}`);
  }
  if (k > 0) lines.push(...quorumLines(witnesses, k));
  else lines.push('quorum none');
  return `${lines.join('\n')}\n`;
}
