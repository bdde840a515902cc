import { HufuError, sameBytes } from '@hufu/contract';
import { hashReader, parseCheckpoint, parseNote, rootAt } from '@hufu/log';
import { diskTileStore } from '@hufu/log/node';
import type { Tx } from '@hufu/server/inspect';
import { readLogHead } from '../log-head.ts';
import type { CheckTalk } from './difference.ts';

/** Every checkpoint that witnesses cosigned must be a root of the log that lies here: else it was rewritten since. */
export async function checkCheckpoints(tx: Tx, logDir: string, talk: CheckTalk): Promise<void> {
  const size = (await readLogHead(logDir))?.checkpoint.size ?? 0;
  const reader = hashReader(diskTileStore(logDir).read, size);
  const rows = await tx.selectFrom('checkpoint').select(['size', 'note']).orderBy('size').execute();
  for (const [i, row] of rows.entries()) {
    const where = `checkpoint:${row.size}`;
    const note = parseNote(row.note);
    const checkpoint = note.ok ? parseCheckpoint(note.value.text) : note;
    if (!checkpoint.ok) talk.difference(where, `读不了：${checkpoint.code} / cannot be read`);
    else if (checkpoint.value.size !== row.size)
      talk.difference(where, `写的是 ${checkpoint.value.size} 条 / its note says ${checkpoint.value.size}`);
    else if (row.size <= size && !(await isRootOf(row.size, checkpoint.value.root, reader)))
      talk.difference(
        where,
        `日志前 ${row.size} 条的树根与见证过的不符 / the root of the first ${row.size} entries is not the one cosigned`,
      );
    talk.progress(i + 1, rows.length);
  }
}

async function isRootOf(
  size: number,
  root: Uint8Array,
  reader: Parameters<typeof rootAt>[1],
): Promise<boolean> {
  try {
    return sameBytes(await rootAt(size, reader), root);
  } catch (cause) {
    // A tile that is missing or torn: the check of the folder names it.
    if (cause instanceof HufuError) return false;
    throw cause;
  }
}
