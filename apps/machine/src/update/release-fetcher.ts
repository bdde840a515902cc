import { appendFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fromBase64url, HufuError, machineHttp, type Release, toHex, zReleaseOffer } from '@hufu/contract';
import { errnoOf, makeFolderDurably } from '@hufu/durable';
import type { ProvedStatement } from '../agent/authorization-desk.ts';
import type { MachineHttps } from '../agent/machine-https.ts';
import type { UpdateKeeper } from './update-keeper.ts';

/** Fetches releases that the server carries, and offers them to the update keeper. */
export interface ReleaseFetcher {
  /** Asked from time to time; the server is asked at most once in an hour, what is begun goes on at once. */
  tick(): Promise<void>;
}

/** What the fetcher works with. */
export interface ReleaseFetcherContext {
  readonly dir: string;
  readonly https: () => MachineHttps | undefined;
  readonly updates: Pick<UpdateKeeper, 'wanted' | 'offer'>;
  readonly nowMs: () => number;
  readonly freeMiB: () => Promise<number>;
}

const hourMs = 3_600_000;
/** A line of 2 kB/s brings one in two minutes: so much is lost at most when it breaks. */
const pieceBytes = 256 * 1024;
/** Archive and unpacked program beside what the machine needs for its evidence. */
const roomFactor = 5;

/** Opens the fetcher. Nothing it brings is believed: the statement is judged first, and the archive by its digest. */
export function openReleaseFetcher(context: ReleaseFetcherContext): ReleaseFetcher {
  const { https, updates, nowMs, freeMiB } = context;
  const folder = join(context.dir, 'releases');
  let askedAt = Number.NEGATIVE_INFINITY;
  let wanted: { message: ProvedStatement; release: Release; sizeBytes: number } | undefined;

  async function ask(client: MachineHttps): Promise<void> {
    const reply = await client.send({ method: 'GET', url: machineHttp.release });
    if (reply.status === 204) return;
    if (reply.status !== 200) throw new HufuError('LINK_OFFLINE', { context: { url: machineHttp.release } });
    const offer = zReleaseOffer.safeParse(JSON.parse(new TextDecoder().decode(reply.body)));
    if (!offer.success) throw new HufuError('STATEMENT_MALFORMED', { context: { problem: 'release offer' } });
    const { cose, salt, proof, sizeBytes } = offer.data;
    const message = { cose: fromBase64url(cose), salt: fromBase64url(salt), proof };
    const judged = await updates.wanted(message);
    if (judged.ok) wanted = { message, release: judged.value, sizeBytes };
    // What runs already, or failed here before, is offered again and again: nothing to tell.
    else if (judged.code !== 'UPDATE_NOT_NEWER' && judged.code !== 'UPDATE_FAILED_BEFORE')
      throw new HufuError(judged.code, { context: judged.context });
  }

  /** Goes on where it broke. A piece that a power cut spoilt shows in the digest, and all is fetched anew. */
  async function fetchRest(client: MachineHttps, path: string, name: string, sizeBytes: number) {
    for (let held = await sizeOf(path); held < sizeBytes; held = await sizeOf(path)) {
      const last = Math.min(held + pieceBytes, sizeBytes) - 1;
      const reply = await client.send({
        method: 'GET',
        url: machineHttp.archive(name),
        headers: { range: `bytes=${held}-${last}` },
      });
      if (reply.status !== 206 || reply.body.length !== last - held + 1)
        throw new HufuError('LINK_OFFLINE', { context: { url: machineHttp.archive(name) } });
      await appendFile(path, reply.body);
    }
  }

  return {
    async tick() {
      const client = https();
      if (!client) return;
      if (!wanted) {
        if (nowMs() - askedAt < hourMs) return;
        askedAt = nowMs();
        await ask(client);
      }
      if (!wanted) return;
      const { message, release, sizeBytes } = wanted;
      const name = toHex(release.digest);
      const path = join(folder, name);
      await makeFolderDurably(folder);
      for (const old of await readdir(folder)) if (old !== name) await rm(join(folder, old));
      if ((await freeMiB()) < (sizeBytes * roomFactor) / 1_048_576) {
        wanted = undefined;
        throw new HufuError('MACHINE_DISK_FULL', {
          context: { minMiB: Math.ceil((sizeBytes * roomFactor) / 1_048_576) },
        });
      }
      await fetchRest(client, path, name, sizeBytes);
      let isWaiting = false;
      try {
        const taken = await updates.offer(message, path);
        // A job is before the screen: the archive is here, and is offered again when it is over.
        isWaiting = !taken.ok && taken.code === 'UPDATE_WAITS';
        if (!taken.ok && !isWaiting) throw new HufuError(taken.code, { context: taken.context });
      } finally {
        if (!isWaiting) {
          wanted = undefined;
          await rm(path, { force: true });
        }
      }
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 0;
    throw error;
  }
}
