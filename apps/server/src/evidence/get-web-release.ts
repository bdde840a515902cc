import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { api, HufuError, valueOrThrow } from '@hufu/contract';
import { parseSigned, verifyRelease } from '@hufu/statement';
import type { Db } from '../db/tables.ts';
import { releaseFile } from '../fleet/publish-release.ts';
import { listVillagesWithRoster, listWebReleases, type WebRelease } from '../fleet/release.store.ts';
import { answerPublic } from '../http/handler.ts';
import { listWebFiles } from '../http/web-files.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import { findRoster } from '../people/roster.store.ts';

/**
 * GET /api/evidence/get-web-release: the logged release whose files this server found in its own folders when it was first
 * asked; the newest one where there is none, so that an outsider sees what differs.
 */
export function getWebRelease(keeper: LogKeeper) {
  let own: Promise<string> | undefined;
  return answerPublic(api.evidence.getWebRelease, async ({ parts }) => {
    const { webDir, isDemo, dataDir } = parts.config;
    own ??= ownDigest(webDir, isDemo).catch((cause: unknown) => {
      own = undefined;
      throw cause;
    });
    const digest = await own;
    const releases = await listWebReleases(parts.db);
    const release = releases.find((r) => r.digest === digest) ?? releases[0];
    if (!release) throw new HufuError('NOT_FOUND', { context: { kind: '网页发布 / web release', id: '—' } });
    const village = await villageBehind(parts.db, release);
    const proof = valueOrThrow(await keeper.proofOf(release.statement, village));
    const manifest = await readFile(releaseFile(dataDir, release.digest), 'utf8');
    return { version: release.version, manifest, proof };
  });
}

async function ownDigest(webDir: string, isDemo: boolean): Promise<string> {
  return createHash('sha256')
    .update(await listWebFiles(webDir, isDemo))
    .digest('hex');
}

/** A village whose present quorum signed it: its rosters go into the proof. */
async function villageBehind(db: Db, release: WebRelease): Promise<string | undefined> {
  const signed = valueOrThrow(parseSigned(new Uint8Array(release.cose)));
  for (const village of await listVillagesWithRoster(db)) {
    const held = await findRoster(db, village);
    if (held && verifyRelease(signed, held.roster).ok) return village;
  }
  return undefined;
}
