import { randomBytes, randomUUID } from 'node:crypto';
import { HufuError, type Statement, type StatementView, toBase64url, toHex, zKeyKind } from '@hufu/contract';
import type { SignedStatement } from '@hufu/statement';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../db/tables.ts';
import type { Work } from '../http/unit-of-work.ts';

const zSigners = z.array(z.object({ name: z.string(), keyKind: zKeyKind.or(z.literal('machine')) }));
/** Who signed, as it was verified when the statement came in. */
export type StatementSigners = z.infer<typeof zSigners>;

/** Channel on which the sequencer hears of new statements, from this process or another. */
export const statementChannel = 'hufu_statement';

/**
 * Keeps a statement that was verified, with the salt of its commitment, and queues it for the log — all in the
 * caller's transaction (I6). Its id is its own where its type has one.
 */
export async function recordStatement(
  work: Pick<Work, 'tx' | 'tell' | 'now' | 'history'>,
  signed: SignedStatement,
  about: {
    /** Null for what concerns the machines of all. */
    readonly village: string | null;
    readonly signers: StatementSigners;
    readonly request?: string;
    readonly salt?: Uint8Array;
  },
): Promise<string> {
  const { payload } = signed;
  const id = 'id' in payload ? payload.id : randomUUID();
  const done = await work.tx
    .insertInto('statement')
    .values({
      id,
      type: payload.type,
      village: about.village,
      request: about.request ?? null,
      digest: toHex(signed.digest),
      cose: Buffer.from(signed.cose),
      salt: Buffer.from(about.salt ?? work.history?.salt ?? randomBytes(32)),
      at: timeOf(payload) ?? work.now,
      received_at: work.now,
      signers: JSON.stringify(about.signers),
    })
    .onConflict((c) => c.column('id').doNothing())
    .executeTakeFirst();
  if (done.numInsertedOrUpdatedRows !== 1n)
    throw new HufuError('CONFLICT', {
      context: { what: `${payload.type} ${id}`, state: '已登记 / recorded' },
    });
  await sql`select pg_notify(${statementChannel}, ${id})`.execute(work.tx);
  const { village } = about;
  if (village !== null)
    work.tell({ kind: 'statementQueued', statement: id, type: payload.type, village, at: work.now });
  return id;
}

function timeOf(payload: Statement): number | undefined {
  return 'at' in payload ? payload.at : undefined;
}

const columns = [
  'id',
  'type',
  'at',
  'signers',
  'cose',
  'salt',
  'leaf_index',
  'witnessed_size',
  'request',
] as const;

/** The statements of a request in the order they came. */
export async function listStatements(db: Db, request: string): Promise<StatementView[]> {
  const rows = await db
    .selectFrom('statement')
    .select(columns)
    .where('request', '=', request)
    .orderBy('queue_no')
    .execute();
  return rows.map(viewOf);
}

/** Digest of a statement that is recorded already. */
export async function findStatementDigest(db: Db, id: string): Promise<string | undefined> {
  const row = await db.selectFrom('statement').select('digest').where('id', '=', id).executeTakeFirst();
  return row?.digest;
}

/** One statement, with its bytes. */
export async function findStatement(db: Db, id: string): Promise<StatementView | undefined> {
  const row = await db.selectFrom('statement').select(columns).where('id', '=', id).executeTakeFirst();
  return row && viewOf(row);
}

function viewOf(row: {
  id: string;
  type: string;
  at: number;
  signers: unknown;
  cose: Buffer;
  salt: Buffer;
  leaf_index: number | null;
  witnessed_size: number | null;
}): StatementView {
  return {
    id: row.id,
    type: row.type,
    at: row.at,
    signers: zSigners.parse(row.signers),
    cose: toBase64url(new Uint8Array(row.cose)),
    salt: toHex(row.salt),
    leafIndex: row.leaf_index,
    witnessed: row.witnessed_size !== null,
  };
}
