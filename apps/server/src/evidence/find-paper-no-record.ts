import { KEY_TYPE, parseCheckpoint, seedSigner, signNote, toBase64 } from '@hufu/log';
import { measuredRecall } from '@hufu/lookup';
import type { LogKeeper } from '../log/log-keeper.ts';

/** What is said when no record was found. */
export interface NoRecord {
  /** SHA-256 of the photo, in hex. */
  readonly photo: string;
  readonly at: number;
  /** What was searched: the unit whose sight it was, villages and pages in it. */
  readonly unit: { readonly id: string; readonly name: string };
  readonly villages: number;
  readonly papers: number;
  /** Pages that cannot be found any more: deleted on schedule, with their features. */
  readonly forgotten: number;
}

/**
 * A signed note by the log's key: that this photo had no counterpart in this index at this tree head, and how often a
 * look-up finds what is there. It claims nothing else: not that the paper is forged, nor that it was never stamped.
 * Its first line is no origin, so that it can never pass for a checkpoint.
 */
export async function signNoRecord(keeper: LogKeeper, logSeed: Uint8Array, said: NoRecord): Promise<string> {
  const { rate, low, high, n, source } = measuredRecall;
  const lines = [
    'hufu no-record v1',
    `photo sha256:${said.photo}`,
    `time ${new Date(said.at).toISOString()}`,
    `log ${keeper.origin} ${treeHead(keeper.published)}`,
    `searched ${said.papers} pages of ${said.villages} villages in sight of ${said.unit.id}`,
    ...(said.forgotten > 0 ? [`forgotten ${said.forgotten} pages, deleted on schedule`] : []),
    `recall ${rate} (95 %: ${low} to ${high}, n=${n}, ${source})`,
    `在${said.unit.name}可见的 ${said.papers} 页用印记录中，没有找到与这张照片相符的一页。`,
    ...(said.forgotten > 0
      ? [`另有 ${said.forgotten} 页的图片已按期删除，凭照片不再能找到；用印登记和入册证明仍在。`]
      : []),
    `实测：在册的纸有 ${Math.round(rate * 1000) / 10}% 能凭照片找到。没有找到，不等于这张纸是假的，也不等于它从未盖过章。`,
    'No page in the index matches the photo. This is no proof that the paper is false, or was never stamped.',
  ];
  const signer = seedSigner(keeper.origin, KEY_TYPE.ed25519, logSeed);
  return await signNote(`${lines.join('\n')}\n`, [signer]);
}

/** `size root` of the newest published checkpoint; `0 -` before the first. */
function treeHead(published: string | undefined): string {
  const head = published === undefined ? undefined : parseCheckpoint(`${published.split('\n\n')[0]}\n`);
  return head?.ok ? `${head.value.size} ${toBase64(head.value.root)}` : '0 -';
}
