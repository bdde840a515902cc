import { toBase64url } from '@hufu/contract';
import { encodeCbor } from '@hufu/statement';
import { openDeviceStore } from '@hufu/ui';
import { client } from '../session/api.ts';

/** A witness as this phone remembers it: known before anything is lost, so that a server cannot hide it later. */
export interface WitnessPlace {
  readonly name: string;
  readonly url: string;
}

/** A witness and whether it has the revocation; `link` opens the witness's own page, which brings it without the server. */
export interface WitnessAnswer extends WitnessPlace {
  readonly hasIt: boolean;
  readonly link: string;
}

const timeoutMs = 8_000;
const places = () => openDeviceStore<readonly WitnessPlace[]>('pins');

/** Asks the server where the witnesses are and remembers it; what is remembered stays when the server names none. */
export async function rememberWitnesses(): Promise<readonly WitnessPlace[]> {
  const held = (await places().get('witnesses')) ?? [];
  const named = await client.evidence.getPolicy().then(
    ({ policy }) => witnessesIn(policy),
    () => [],
  );
  const urls = new Set(named.map((w) => w.url));
  const all = [...named, ...held.filter((w) => !urls.has(w.url))].slice(0, 20);
  if (named.length > 0) await places().put('witnesses', all);
  return all;
}

/** `witness <name> <vkey> <url>` lines of a policy (c2sp.org/tlog-policy). */
export function witnessesIn(policy: string): WitnessPlace[] {
  return policy.split('\n').flatMap((line) => {
    const [keyword, name, , url, ...more] = line.split(/[ \t]+/).filter((item) => item !== '');
    const isHttp = url !== undefined && /^https?:\/\//.test(url);
    return keyword === 'witness' && name && isHttp && more.length === 0
      ? [{ name, url: url.replace(/\/$/, '') }]
      : [];
  });
}

/** Brings a signed revocation to every witness from this phone; a server that withholds it delays nothing. */
export async function bringToWitnesses(
  revocation: Uint8Array,
  witnesses: readonly WitnessPlace[],
  send: typeof fetch = fetch,
): Promise<WitnessAnswer[]> {
  const body = Uint8Array.from(encodeCbor({ revocation, authorization: null }));
  return await Promise.all(
    witnesses.map(async (witness) => {
      const link = `${witness.url}/revoke#${toBase64url(body)}`;
      // Refused, unreachable, forbidden by the page's rules: in every case the link is what is left to do.
      const hasIt = await send(`${witness.url}/revocation`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/octet-stream' },
        signal: AbortSignal.timeout(timeoutMs),
      }).then(
        (reply) => reply.ok,
        () => false,
      );
      return { ...witness, hasIt, link };
    }),
  );
}
