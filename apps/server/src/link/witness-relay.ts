import { encodeCbor, parseSigned } from '@hufu/statement';
import type { ServerParts } from '../http/parts.ts';
import type { ListedWitness } from '../log/witness-list.ts';
import { findRoster, listRosters } from '../people/roster.store.ts';

/** A machine's question for freshness, with the village it belongs to. */
export interface FreshQuestion {
  readonly id: string;
  readonly village: string;
  readonly machine: Uint8Array;
  readonly nonce: Uint8Array;
}

/** Carries rosters, revocations and questions to the witnesses; what they answer proves itself to the machine. */
export interface WitnessRelay {
  /** Statements of those witnesses that answered. */
  askFreshness(question: FreshQuestion): Promise<Uint8Array[]>;
  /** Brings every roster of a village to all witnesses; one that is there already is no news to them. */
  carryRosters(village: string): Promise<void>;
  carryRevocation(revocation: Uint8Array, authorization: Uint8Array | null): Promise<void>;
}

const timeoutMs = 6_000;

/** A relay to the witnesses of this deployment. */
export function createWitnessRelay(
  parts: Pick<ServerParts, 'db' | 'log'>,
  witnesses: readonly ListedWitness[],
): WitnessRelay {
  async function post(witness: ListedWitness, path: string, body: Uint8Array) {
    const response = await fetch(`${witness.url.replace(/\/$/, '')}${path}`, {
      method: 'POST',
      body: Uint8Array.from(body),
      headers: { 'content-type': 'application/octet-stream' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
  }

  async function carryTo(witness: ListedWitness, village: string): Promise<void> {
    for (const cose of await listRosters(parts.db, village)) {
      const { status, bytes } = await post(witness, '/roster', cose);
      if (status === 200) continue;
      const answer = new TextDecoder().decode(bytes).slice(0, 300);
      parts.log.warn({ witness: witness.name, village, status, answer }, 'a witness did not take a roster');
      return;
    }
  }

  /** One witness that is away does not hold up the others. */
  async function each<T>(what: string, act: (witness: ListedWitness) => Promise<T>): Promise<T[]> {
    const settled = await Promise.allSettled(witnesses.map(act));
    return settled.flatMap((s, i) => {
      if (s.status === 'fulfilled') return [s.value];
      parts.log.warn({ err: s.reason, witness: witnesses[i]?.name }, what);
      return [];
    });
  }

  async function freshnessOf(
    witness: ListedWitness,
    question: FreshQuestion,
  ): Promise<Uint8Array | undefined> {
    const body = encodeCbor({ ...question });
    const newest = (await findRoster(parts.db, question.village))?.roster.version ?? 0;
    let answer = await post(witness, '/freshness', body);
    // A witness that missed a roster would stop the machine: it gets the chain, and is asked again.
    if (answer.status === 404 || versionIn(answer.bytes) < newest) {
      await carryTo(witness, question.village);
      answer = await post(witness, '/freshness', body);
    }
    return answer.status === 200 ? answer.bytes : undefined;
  }

  return {
    async askFreshness(question) {
      const words = await each('a witness did not answer', async (w) => await freshnessOf(w, question));
      return words.filter((w) => w !== undefined);
    },
    async carryRosters(village) {
      await each('a witness could not be told of a roster', async (w) => await carryTo(w, village));
    },
    async carryRevocation(revocation, authorization) {
      const body = encodeCbor({ revocation, authorization });
      await each('a witness could not be told of a revocation', async (w) => {
        const { status, bytes } = await post(w, '/revocation', body);
        if (status !== 200)
          parts.log.warn(
            { witness: w.name, status, answer: new TextDecoder().decode(bytes).slice(0, 300) },
            'a witness did not take a revocation',
          );
      });
    },
  };
}

function versionIn(cose: Uint8Array): number {
  const signed = parseSigned(cose);
  return signed.ok && signed.value.payload.type === 'freshness' ? signed.value.payload.rosterVersion : 0;
}
