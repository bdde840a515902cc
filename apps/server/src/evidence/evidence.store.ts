import type { Db } from '../db/tables.ts';

/** Types of statements that belong to the story of one request; alarms and findings are the supervisors'. */
const storyTypes = [
  'request',
  'review',
  'authorization',
  'rejection',
  'withdrawal',
  'revocation',
  'exception',
  'void',
  'presence',
  'authorizationRecord',
  'intent',
  'outcome',
  'afterCheck',
  'finish',
  'event',
  'deletion',
];

/** The statements of a request in the order in which they came, with their places in the log. */
export async function listStory(db: Db, request: string) {
  const rows = await db
    .selectFrom('statement')
    .select([
      'id',
      'type',
      'village',
      'cose',
      'salt',
      'leaf_index as leafIndex',
      'witnessed_size as witnessedSize',
    ])
    .where('request', '=', request)
    .where('type', 'in', storyTypes)
    .orderBy('queue_no')
    .execute();
  return rows.map((r) => ({
    ...r,
    cose: new Uint8Array(r.cose),
    salt: new Uint8Array(r.salt),
    isWitnessed: r.witnessedSize !== null,
  }));
}

/** Every roster of a village from the first, with its place in the log. */
export async function listLoggedRosters(db: Db, village: string) {
  const rows = await db
    .selectFrom('roster')
    .leftJoin('statement', 'statement.id', 'roster.statement')
    .select([
      'roster.cose',
      'statement.salt',
      'statement.leaf_index as leafIndex',
      'statement.witnessed_size as witnessedSize',
    ])
    .where('roster.village', '=', village)
    .orderBy('roster.version')
    .execute();
  return rows.map(({ cose, salt, leafIndex, witnessedSize }) => ({
    cose: new Uint8Array(cose),
    leaf:
      salt && leafIndex !== null && witnessedSize !== null
        ? { index: leafIndex, salt: new Uint8Array(salt) }
        : null,
  }));
}

/** Digests of the photographs of papers that a request's records name and that are here. */
export async function listPapers(db: Db, request: string): Promise<string[]> {
  const rows = await db
    .selectFrom('evidence_file')
    .innerJoin('authorization', 'authorization.id', 'evidence_file.authorization')
    .select('evidence_file.digest')
    .distinct()
    .where('authorization.request', '=', request)
    .where('evidence_file.role', 'in', ['before', 'after'])
    .where('evidence_file.uploaded_at', 'is not', null)
    .execute();
  return rows.map((r) => r.digest);
}

/** The request that a statement belongs to. */
export async function findRequestOf(db: Db, statement: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('statement')
    .select('request')
    .where('id', '=', statement)
    .executeTakeFirst();
  return row?.request ?? undefined;
}

/** Digests of the first rosters, by village. */
export async function listFirstRosters(db: Db): Promise<{ village: string; digest: string }[]> {
  return await db
    .selectFrom('roster')
    .select(['village', 'digest'])
    .where('version', '=', 1)
    .orderBy('village')
    .execute();
}
