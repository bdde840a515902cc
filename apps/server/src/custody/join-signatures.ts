import { HufuError, type StatementOf, toHex, valueOrThrow } from '@hufu/contract';
import { expectType, mergeSignatures, parseSigned, type SignedStatement } from '@hufu/statement';
import type { Work } from '../http/unit-of-work.ts';
import { lockDraft } from './custody.store.ts';

/** A statement together with the signatures that others gave earlier for the same bytes. */
export async function joinSignatures<T extends 'custody' | 'service'>(
  work: Work,
  given: SignedStatement<StatementOf<T>>,
  type: T,
  id: string,
): Promise<SignedStatement<StatementOf<T>>> {
  const earlier = await lockDraft(work.tx, id);
  if (!earlier) return given;
  if (earlier.digest !== toHex(given.digest))
    throw new HufuError('CONFLICT', {
      context: {
        what: `${type} ${id}`,
        state: '另一位签的内容不同 / the other signed something else',
      },
    });
  const merged = valueOrThrow(mergeSignatures(new Uint8Array(earlier.cose), given.cose));
  return valueOrThrow(expectType(valueOrThrow(parseSigned(merged)), type));
}
