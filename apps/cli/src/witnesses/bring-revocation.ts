import { type Policy, policyWitnesses, quorumMet } from '@hufu/log';
import { encodeCbor } from '@hufu/statement';
import { z } from 'zod';

/** What became of a revocation at one witness. */
export interface Brought {
  readonly witness: string;
  readonly url: string;
  readonly problem: string | null;
}

/** What became of it altogether. */
export interface BroughtToAll {
  readonly each: readonly Brought[];
  /**
   * No quorum of witnesses is left that does not know of it: from its next word on no machine can be kept from it, and
   * after freshness ran out (24 h at most) none that is kept from words does anything.
   */
  readonly isInForce: boolean;
}

const timeoutMs = 10_000;
const zTaken = z.object({ epoch: z.number().int() });
const zRefused = z.object({ zh: z.array(z.string()), en: z.array(z.string()) });

/** Brings a signed revocation to every witness of a policy itself; no server is asked, or needed. */
export async function bringRevocation(
  policy: Policy,
  revocation: Uint8Array,
  authorization: Uint8Array | null = null,
): Promise<BroughtToAll> {
  const body = Uint8Array.from(encodeCbor({ revocation, authorization }));
  const witnesses = policyWitnesses(policy);
  const each = await Promise.all(
    witnesses.map(
      async ({ name, url }): Promise<Brought> => ({
        witness: name,
        url: url ?? '',
        problem:
          url === undefined ? '名单里没有它的网址 / the list has no address of it' : await bring(url, body),
      }),
    ),
  );
  const without = new Set(witnesses.filter((_, i) => each[i]?.problem !== null).map((w) => w.key));
  return { each, isInForce: !quorumMet(policy, without) };
}

/** Null when the witness has it; else why not. */
async function bring(url: string, body: Uint8Array<ArrayBuffer>): Promise<string | null> {
  try {
    const reply = await fetch(`${url.replace(/\/$/, '')}/revocation`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/octet-stream' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer: unknown = await reply.json();
    if (reply.ok) return zTaken.safeParse(answer).success ? null : '答复看不懂 / an answer that is none';
    const refused = zRefused.safeParse(answer);
    return refused.success
      ? `${refused.data.zh.join('。')} / ${refused.data.en.join('. ')}`
      : `HTTP ${reply.status}`;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}
