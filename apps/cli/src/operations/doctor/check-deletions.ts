import { toHex } from '@hufu/contract';
import type { Tx } from '@hufu/server/inspect';
import { parseSigned } from '@hufu/statement';
import { sql } from 'kysely';
import type { CheckTalk } from './difference.ts';

interface DeletedRow {
  readonly digest: string;
  readonly village: string;
  readonly class: string;
  readonly blob: string;
  readonly deleted_at: number;
  readonly rule: string;
  readonly deletion: string;
  readonly cose: Buffer | null;
}

const pageSize = 2000;

/**
 * A picture may be gone for one reason only: a `deletion` statement names it, by its rule. Whoever marks one as deleted
 * without it is found; those that went by the rule are told, a line for each statement.
 */
export async function checkDeletions(tx: Tx, talk: CheckTalk): Promise<void> {
  let said: Said | undefined;
  let [deletion, digest] = ['00000000-0000-0000-0000-000000000000', ''];
  for (;;) {
    const { rows } =
      await sql<DeletedRow>`select b.digest, b.village, b.class, b.blob, b.deleted_at, coalesce(b.rule, '') as rule,
        coalesce(b.deletion, '00000000-0000-0000-0000-000000000000') as deletion, s.cose
      from sealed_blob b left join statement s on s.id = b.deletion and s.type = 'deletion'
      where b.deleted_at is not null
        and (coalesce(b.deletion, '00000000-0000-0000-0000-000000000000'), b.digest) > (${deletion}::uuid, ${digest})
      order by 7, 1 limit ${pageSize}`.execute(tx);
    for (const row of rows) {
      if (said?.id !== row.deletion) {
        tell(said, talk);
        said = { id: row.deletion, row, count: 0, named: namedIn(row) };
      }
      if (said.named.has(row.digest)) said.count += 1;
      else
        talk.difference(
          `sealed_blob:${row.digest}`,
          `登记为已删除（${row.class}），却没有签过的删除声明提到它 / marked as deleted, and no signed deletion names it`,
        );
    }
    const last = rows.at(-1);
    if (!last) break;
    [deletion, digest] = [last.deletion, last.digest];
  }
  tell(said, talk);
}

interface Said {
  readonly id: string;
  readonly row: DeletedRow;
  readonly named: ReadonlySet<string>;
  count: number;
}

/** Digests that the signed statement names, when it says the same rule and time as the row. */
function namedIn(row: DeletedRow): ReadonlySet<string> {
  const signed = row.cose && parseSigned(new Uint8Array(row.cose));
  if (!signed?.ok || signed.value.payload.type !== 'deletion') return new Set();
  const { village, rule, at, digests } = signed.value.payload;
  const isOfRow = village === row.village && rule === row.rule && at === row.deleted_at;
  return new Set(isOfRow ? digests.map(toHex) : []);
}

function tell(said: Said | undefined, talk: CheckTalk): void {
  if (!said || said.count === 0) return;
  const at = new Date(said.row.deleted_at).toISOString().slice(0, 16).replace('T', ' ');
  talk.note(
    `statement:${said.id}`,
    `${said.count} 张图片于 ${at} 按规则删除：${said.row.rule} / ${said.count} pictures deleted under this rule`,
  );
}
