import type { PictureFeatures } from '@hufu/lookup';
import { type Db, searchIndex } from '@hufu/server/inspect';
import { type Rate, rateOf } from '../compare/interval.ts';
import { spread } from '../percentile.ts';

/** A photo that was read, and the record that it shows; undefined for a paper that is not in the index. */
export interface LookupQuery {
  readonly kind: string;
  readonly record: string | undefined;
  readonly read: PictureFeatures;
  readonly readMs: number;
}

/** What all photos gave on an index of one size. */
export interface LookupScore {
  readonly recall: Rate;
  readonly kinds: Readonly<Record<string, Rate & { similar: number; wrong: number; unreadable: number }>>;
  /** Said to be found though not in the index: papers that were never in it, and own records hidden. */
  readonly falseStrangers: Rate;
  readonly falseHidden: Rate;
  readonly searchMs: ReturnType<typeof spread>;
}

type Answer = 'right' | 'wrong' | 'similar' | 'none' | 'unreadable';

/** Looks every photo up; photos of registered papers once more with their own record hidden. */
export async function runQueries(db: Db, queries: readonly LookupQuery[]): Promise<LookupScore> {
  const times: number[] = [];
  const ask = async (query: LookupQuery, isHidden: boolean): Promise<Answer> => {
    const started = performance.now();
    const { outcome, pageOf } = await searchIndex(
      db,
      query.read,
      async (records) => new Set(records.filter((r) => !isHidden || r !== query.record)),
    );
    if (!isHidden) times.push(performance.now() - started);
    if (outcome.outcome !== 'found') return outcome.outcome;
    return pageOf(outcome.best)?.record === query.record ? 'right' : 'wrong';
  };
  const own: { kind: string; answer: Answer }[] = [];
  let [strangers, falseStrangers, falseHidden] = [0, 0, 0];
  for (const query of queries) {
    const answer = await ask(query, false);
    if (query.record === undefined) {
      strangers++;
      if (answer === 'wrong') falseStrangers++;
      continue;
    }
    own.push({ kind: query.kind, answer });
    if ((await ask(query, true)) === 'wrong') falseHidden++;
  }
  const count = (of: typeof own, answer: Answer) => of.filter((o) => o.answer === answer).length;
  const kinds = Object.fromEntries(
    [...Map.groupBy(own, (o) => o.kind)].map(([kind, of]) => [
      kind,
      {
        ...rateOf(count(of, 'right'), of.length),
        similar: count(of, 'similar'),
        wrong: count(of, 'wrong'),
        unreadable: count(of, 'unreadable'),
      },
    ]),
  );
  return {
    recall: rateOf(count(own, 'right'), own.length),
    kinds,
    falseStrangers: rateOf(falseStrangers, strangers),
    falseHidden: rateOf(falseHidden, own.length),
    searchMs: spread(times),
  };
}
