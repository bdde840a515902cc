import { sameBytes } from '@hufu/contract';
import { type HashReader, rootAt } from './merkle-proof.ts';
import type { WitnessedTree } from './witness.ts';

/** How far a witness says it has seen a log. */
export interface WitnessView extends WitnessedTree {
  readonly witness: string;
}

/** What does not fit: two histories of one log are in the world. */
export interface ViewDifference {
  readonly witness: string;
  readonly problem: string;
}

/**
 * Compares what witnesses have seen with each other and with the tiles that the log publishes under its checkpoint: every
 * view must be a prefix of the one history. A view beyond the checkpoint is compared with those of its size only.
 */
export async function compareViews(
  views: readonly WitnessView[],
  published: WitnessedTree,
  read: HashReader,
): Promise<ViewDifference[]> {
  const differences: ViewDifference[] = [];
  if (!sameBytes(await rootAt(published.size, read), published.root))
    differences.push({
      witness: '',
      problem: `日志公布的文件与它自己的检查点（${published.size} 条）不符 / the published tiles are not those of the checkpoint`,
    });
  for (const [i, view] of views.entries()) {
    const other = views.slice(0, i).find((v) => v.size === view.size && !sameBytes(v.root, view.root));
    if (other)
      differences.push({
        witness: view.witness,
        problem: `${view.size} 条时的树根与 ${other.witness} 看到的不同：日志分叉了 / another root than ${other.witness} for ${view.size} entries: the log forked`,
      });
    if (view.size > published.size) continue;
    if (!sameBytes(await rootAt(view.size, read), view.root))
      differences.push({
        witness: view.witness,
        problem: `${view.size} 条时的树根与公布的日志不符：历史被改写过 / its root for ${view.size} entries is not that of the published log: history was rewritten`,
      });
  }
  return differences;
}
