import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { api, HufuError, type Release, toHex, valueOrThrow } from '@hufu/contract';
import { createFileDurablyFrom, IMMUTABLE, makeFolderDurably } from '@hufu/durable';
import { parseWebManifest } from '@hufu/evidence';
import { type SignedStatement, verifyRelease } from '@hufu/statement';
import { keyHolders } from '../custody/key-holders.ts';
import type { Db } from '../db/tables.ts';
import { answer } from '../http/handler.ts';
import { commit } from '../http/unit-of-work.ts';
import { findRoster } from '../people/roster.store.ts';
import { readStatement } from '../statements/read-statement.ts';
import { recordStatement, type StatementSigners } from '../statements/statement.store.ts';
import { findReleaseDigest, insertRelease, listVillagesWithRoster } from './release.store.ts';

/** A machine's program with everything it needs; nothing that calls itself a release is larger. */
const maxArchiveBytes = 2 * 1024 * 1024 * 1024;

/** Where archives lie, by their digest. */
export function releaseFile(dataDir: string, digest: string): string {
  return path.join(dataDir, 'releases', digest);
}

/**
 * POST /api/maintenance/publish-release: takes in a release for the log and its archive for the machines. Its quorum is
 * the village's, by the roster: what this server or its maintainer want counts for nothing.
 */
export const publishRelease = answer(api.maintenance.publishRelease, async ({ parts, caller, request }) => {
  const invalid = (problem: string) =>
    new HufuError('INPUT_INVALID', { context: { field: 'statement', problem } });
  if (!request.isMultipart()) throw invalid('multipart/form-data');
  const part = await request.file({ limits: { fileSize: maxArchiveBytes } });
  if (!part) throw invalid('没有文件 / no file');
  const { dataDir } = parts.config;
  try {
    const field = part.fields.statement;
    if (!field || !('value' in field) || typeof field.value !== 'string') throw invalid('statement');
    const signed = readStatement(field.value, 'release');
    const { id, target, version, digest } = signed.payload;
    const signers = await signersOf(parts.db, signed);
    const name = toHex(digest);
    const held = await findReleaseDigest(parts.db, target, version);
    // After a restore only the archive is missing: it is taken in again, and the statement stays as it is.
    const isRestored = held === name && !existsSync(releaseFile(dataDir, name));
    if (held !== undefined && !isRestored)
      throw new HufuError('CONFLICT', {
        context: { what: `${target} ${version}`, state: '已发布 / published' },
      });
    const sizeBytes = await keepArchive(part.file, dataDir, name, version);
    if (part.file.truncated) throw invalid('文件太大 / too large');
    if (target === 'web') valueOrThrow(parseWebManifest(await readFile(releaseFile(dataDir, name), 'utf8')));
    if (isRestored) return { id, version, digest: name, sizeBytes };
    await commit(parts, async (work) => {
      const statement = await recordStatement(work, signed, { village: null, signers });
      await insertRelease(work.tx, {
        statement,
        target,
        version,
        digest: name,
        size_bytes: sizeBytes,
        account: caller.account,
        at: work.now,
      });
    });
    return { id, version, digest: name, sizeBytes };
  } finally {
    // What was not read keeps the sender waiting for ever.
    part.file.resume();
  }
});

/** Names of the quorum of some village; a release that no village's quorum signed is for nobody. */
async function signersOf(db: Db, signed: SignedStatement<Release>): Promise<StatementSigners> {
  let refused: HufuError | undefined;
  for (const village of await listVillagesWithRoster(db)) {
    const held = await findRoster(db, village);
    const verified = held && verifyRelease(signed, held.roster);
    if (held && verified?.ok) return keyHolders(signed, held.roster);
    if (verified && !verified.ok) refused ??= new HufuError(verified.code, { context: verified.context });
  }
  throw refused ?? new HufuError('QUORUM_MISSING', { context: { needed: 2, present: 0 } });
}

/** Durable before anybody is told of it; an archive with another digest leaves nothing behind. */
async function keepArchive(
  pieces: AsyncIterable<Buffer>,
  dataDir: string,
  digest: string,
  version: string,
): Promise<number> {
  const file = releaseFile(dataDir, digest);
  await makeFolderDurably(path.dirname(file));
  const hash = createHash('sha256');
  let size = 0;
  try {
    await createFileDurablyFrom(
      path.dirname(file),
      async (write) => {
        for await (const piece of pieces) {
          hash.update(piece);
          size += piece.length;
          await write(piece);
        }
        if (hash.digest('hex') !== digest)
          throw new HufuError('UPDATE_DIGEST_WRONG', { context: { version } });
        return file;
      },
      { mode: IMMUTABLE },
    );
  } catch (error) {
    // Brought a second time, after a crash between file and row.
    if (!(error instanceof HufuError && error.code === 'DURABLE_FILE_EXISTS')) throw error;
  }
  return size;
}
