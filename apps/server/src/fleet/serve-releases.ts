import { createReadStream, existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { isNewerVersion, type ReleaseOffer, toBase64url } from '@hufu/contract';
import { errnoOf } from '@hufu/durable';
import { parseSigned, verifyRelease } from '@hufu/statement';
import type { ServerParts } from '../http/parts.ts';
import type { KnownMachine } from '../link/machine.store.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import { findRoster } from '../people/roster.store.ts';
import { releaseFile } from './publish-release.ts';
import { listReleaseTrials, listWitnessedReleases, noteAsked } from './release.store.ts';
import { rollOutOf } from './roll-out.ts';

/** The newest release that a machine's own roster stands behind and whose wave has come to it, with its proof; the machine judges it again by itself. */
export async function newestRelease(
  parts: Pick<ServerParts, 'db' | 'config' | 'now'>,
  keeper: Pick<LogKeeper, 'proveLeaf'>,
  machine: Pick<KnownMachine, 'village' | 'dev'>,
): Promise<ReleaseOffer | undefined> {
  const held = await findRoster(parts.db, machine.village);
  if (!held) return undefined;
  const releases = await listWitnessedReleases(parts.db);
  releases.sort((a, b) => (isNewerVersion(a.version, b.version) ? -1 : 1));
  for (const release of releases) {
    // A server restored from a backup has the statement in its log; the archive has to be published to it again.
    if (!existsSync(releaseFile(parts.config.dataDir, release.digest))) continue;
    const signed = parseSigned(new Uint8Array(release.cose));
    if (!signed.ok || !verifyRelease(signed.value, held.roster).ok) continue;
    await noteAsked(parts.db, { machine: machine.dev, version: release.version, at: parts.now() });
    const trials = await listReleaseTrials(parts.db, release.version);
    // Not its turn, or stopped: an older one that all have may still be newer than what it runs.
    if (!rollOutOf(release.digest, trials, parts.now()).offered.has(machine.dev)) continue;
    const proof = await keeper.proveLeaf(release.leaf_index ?? -1);
    if (!proof.ok) continue;
    return {
      cose: toBase64url(new Uint8Array(release.cose)),
      salt: toBase64url(new Uint8Array(release.salt)),
      proof: proof.value,
      sizeBytes: release.size_bytes,
    };
  }
  return undefined;
}

/** Sends an archive, or the range of it that was asked for. What it is, is not secret: its digest stands in the log. */
export async function sendArchive(
  dataDir: string,
  digest: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<'sent' | 'unknown'> {
  const path = releaseFile(dataDir, digest);
  let size: number;
  try {
    ({ size } = await stat(path));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'unknown';
    throw error;
  }
  const [, from, to] = /^bytes=(\d{1,15})-(\d{1,15})?$/.exec(request.headers.range ?? '') ?? [];
  const start = from === undefined ? 0 : Number(from);
  const end = Math.min(to === undefined ? size - 1 : Number(to), size - 1);
  if (start > end) {
    response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
    return 'sent';
  }
  response.writeHead(from === undefined ? 200 : 206, {
    'content-type': 'application/octet-stream',
    'content-length': end - start + 1,
    'accept-ranges': 'bytes',
    ...(from === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }),
  });
  await pipeline(createReadStream(path, { start, end }), response);
  return 'sent';
}
