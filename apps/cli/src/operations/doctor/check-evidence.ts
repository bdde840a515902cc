import { createHash } from 'node:crypto';
import { toHex } from '@hufu/contract';
import type { Tx } from '@hufu/server/inspect';
import { parseSigned } from '@hufu/statement';
import { sql } from 'kysely';
import { checkDeletions } from './check-deletions.ts';
import { checkSignatures } from './check-signatures.ts';
import type { CheckTalk } from './difference.ts';
import { checkRegister } from './register/check-register.ts';

/** What packs are made of: machines' chains, authorizations, rosters, requests and named pictures, each against its statement. */
export async function checkEvidence(
  tx: Tx,
  at: { readonly blobsDir: string; readonly dataDir: string },
  talk: CheckTalk,
): Promise<void> {
  await checkSigned(tx, talk);
  await checkSignatures(tx, at.dataDir, talk);
  await checkRequests(tx, talk);
  await checkPictures(tx, talk);
  await checkDeletions(tx, talk);
  await checkChains(tx, talk);
  await checkRegister(tx, at.blobsDir, talk);
}

/** Rows that hold signed bytes of their own. */
async function checkSigned(tx: Tx, talk: CheckTalk): Promise<void> {
  const { rows } = await sql<{ place: string; digest: string; cose: Buffer; statement: string | null }>`
    select 'authorization:' || a.id as place, a.digest, a.cose, s.digest as statement
      from "authorization" a left join statement s on s.id = a.id where a.complete
    union all select 'authorization:' || id, digest, cose, digest from "authorization" where not complete
    union all select 'roster:' || r.village || '/' || r.version, r.digest, r.cose, s.digest
      from roster r left join statement s on s.id = r.statement order by 1`.execute(tx);
  for (const { place, digest, cose, statement } of rows) {
    const signed = parseSigned(new Uint8Array(cose));
    if (!signed.ok) talk.difference(place, `签名数据读不了：${signed.code} / cannot be read: ${signed.code}`);
    else if (toHex(signed.value.digest) !== digest)
      talk.difference(place, '摘要与签名数据不符 / its digest is not that of the signed bytes');
    if (statement === null) talk.difference(place, '没有对应的声明 / its statement is missing');
    else if (statement !== digest)
      talk.difference(place, '与登记的声明不是同一份 / its statement has another digest');
  }
}

async function checkRequests(tx: Tx, talk: CheckTalk): Promise<void> {
  const { rows } = await sql<{ id: string; number: string }>`select r.id, r.number from request r
    left join statement s on s.id = r.statement and s.type = 'request'
    where s.digest is distinct from r.digest order by r.id`.execute(tx);
  for (const { id, number } of rows)
    talk.difference(
      `request:${id}`,
      `${number} 与签名的申请不符 / ${number} is not the request that was signed`,
    );
}

/** A picture that counts as uploaded must be listed as kept; `hufu doctor blobs` looks at the files. */
async function checkPictures(tx: Tx, talk: CheckTalk): Promise<void> {
  const { rows } = await sql<{ digest: string; role: string }>`select f.digest, f.role from evidence_file f
    where f.uploaded_at is not null
      and not (exists (select 1 from blob_ref b where b.digest = f.digest)
        and exists (select 1 from sealed_blob s where s.digest = f.digest))
    order by f.digest`.execute(tx);
  for (const { digest, role } of rows)
    talk.difference(`evidence_file:${digest}`, `${role}：登记为已上传却没有保存 / uploaded but not kept`);
}

interface Link {
  readonly machine: string;
  readonly n: number;
  readonly hash: string;
  readonly cose: Buffer;
  readonly head: string | null;
}

/** Each machine's records: numbered without a gap, each naming the hash of the one before; and outcomes as impressions show them. */
async function checkChains(tx: Tx, talk: CheckTalk): Promise<void> {
  const outcomes = new Map<string, Set<string>>();
  const total = Number(
    (await sql<{ n: number }>`select count(*) as n from machine_record`.execute(tx)).rows[0]?.n,
  );
  let [machine, after, done] = ['', -1, 0];
  let last: Link | undefined;
  for (;;) {
    const { rows } = await sql<Link>`select r.machine, r.n, r.hash, s.cose, m.head from machine_record r
      join statement s on s.id = r.statement left join machine m on m.thumbprint = r.machine
      where (r.machine, r.n) > (${machine}, ${after}) order by r.machine, r.n limit 500`.execute(tx);
    for (const link of rows) {
      const before = last?.machine === link.machine ? last : undefined;
      if (last && !before) checkHead(last, talk);
      checkLink(link, before, outcomes, talk);
      last = link;
    }
    done += rows.length;
    talk.progress(done, total);
    const end = rows.at(-1);
    if (!end) break;
    [machine, after] = [end.machine, end.n];
  }
  if (last) checkHead(last, talk);
  await checkImpressions(tx, outcomes, talk);
}

function checkHead({ machine, n, hash, head }: Link, talk: CheckTalk): void {
  if (head !== hash)
    talk.difference(`machine:${machine}`, `链头不是第 ${n} 条 / its head is not record ${n}, its newest`);
}

function checkLink(
  link: Link,
  before: Link | undefined,
  outcomes: Map<string, Set<string>>,
  talk: CheckTalk,
): void {
  const where = `machine_record:${link.machine}/${link.n}`;
  const wanted = before ? before.n + 1 : 0;
  if (link.n !== wanted) talk.difference(where, `缺第 ${wanted} 条 / record ${wanted} is missing before it`);
  if (createHash('sha256').update(link.cose).digest('hex') !== link.hash)
    talk.difference(where, '摘要与记录不符 / its hash is not that of the record');
  const signed = parseSigned(new Uint8Array(link.cose));
  if (!signed.ok || !('prev' in signed.value.payload)) {
    talk.difference(where, '声明不是机器记录 / its statement is no record of a machine');
    return;
  }
  const { payload } = signed.value;
  if (payload.n !== link.n || toHex(payload.machine) !== link.machine)
    talk.difference(where, '记录里写的是另一个位置 / the record names another place');
  if (toHex(payload.prev) !== (before?.hash ?? '0'.repeat(64)))
    talk.difference(where, '与上一条接不上 / does not follow the record before it');
  if (payload.type === 'outcome') {
    const key = `${payload.authorization}/${payload.k}`;
    outcomes.set(key, (outcomes.get(key) ?? new Set()).add(payload.outcome));
  }
}

/** What an impression is shown as must have been signed by a machine. */
async function checkImpressions(
  tx: Tx,
  outcomes: ReadonlyMap<string, ReadonlySet<string>>,
  talk: CheckTalk,
): Promise<void> {
  const rows = await tx
    .selectFrom('impression')
    .select(['authorization', 'k', 'state'])
    .orderBy('authorization')
    .orderBy('k')
    .execute();
  for (const { authorization, k, state } of rows) {
    const key = `${authorization}/${k}`;
    const signed = outcomes.get(key);
    const isPressed = state === 'executed' || state === 'badStamp';
    if (isPressed !== (signed?.has('executed') ?? false))
      talk.difference(
        `impression:${key}`,
        `状态是 ${state}，与机器签名的结果不符 / its state ${state} is not what the machine signed`,
      );
    else if (state === 'unknown' && !signed?.has('unknown'))
      talk.difference(`impression:${key}`, '机器没有签过“不确定” / no machine signed that it is unknown');
  }
}
