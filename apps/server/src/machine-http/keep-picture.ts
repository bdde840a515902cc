import { createHash } from 'node:crypto';
import { HufuError, sealedPhotoType, zPhase } from '@hufu/contract';
import { isSealedPhoto } from '@hufu/statement/photo';
import { type Cause, raiseAlarms } from '../checks/raise-alarm.ts';
import { insertBlobRef } from '../files/document.store.ts';
import type { ServerParts } from '../http/parts.ts';
import { commit } from '../http/unit-of-work.ts';
import { listNamed, setUploaded } from '../link/evidence-file.store.ts';
import { findRosterInForce } from '../people/roster.store.ts';

/** A machine without a line works on under the roster it holds, for a day at most. */
const rosterOnItsWayMs = 24 * 3_600_000;

/**
 * Keeps a picture that a machine's records name. It is durable when this resolves: the machine may forget its own.
 * The bytes decide, not what the upload says about them.
 */
export async function keepPicture(
  parts: Pick<ServerParts, 'db' | 'events' | 'now' | 'blobs' | 'keys'>,
  from: { readonly dev: string; readonly village: string },
  digest: string,
  bytes: Uint8Array,
): Promise<void> {
  if (createHash('sha256').update(bytes).digest('hex') !== digest)
    throw new HufuError('UPLOAD_DIGEST_WRONG', { context: { digest: digest.slice(0, 12) } });
  const named = await listNamed(parts.db, from.dev, digest);
  const [first] = named;
  if (!first) throw new HufuError('UPLOAD_NOT_ANNOUNCED', { context: { digest: digest.slice(0, 12) } });
  // A picture that is a person's anywhere is kept as one everywhere.
  const isPerson = named.some((n) => n.role === 'person');
  const kind = isPerson ? 'person' : first.role;
  const takenAt = Math.min(...named.map((n) => n.namedAt));
  const inForce = isPerson
    ? await findRosterInForce(parts.db, from.village, takenAt - rosterOnItsWayMs)
    : undefined;
  const photos = inForce?.roster.photos;
  await parts.blobs.put(bytes, { village: from.village, kind, at: parts.now() }, parts.db);
  await commit(parts, async (work) => {
    for (const n of named)
      await insertBlobRef(work.tx, {
        digest,
        village: from.village,
        kind: isPerson ? 'person' : n.role,
        mediaType: mediaTypeOf(bytes) ?? n.mediaType,
        at: work.now,
        ...(n.request ? { request: n.request } : {}),
      });
    // Kept all the same, under the server's keys: refused, the machine would hold the open picture for ever.
    if (photos && !isSealedPhoto(bytes))
      await raiseAlarms(work, parts.keys.service, [unsealed(from, digest)]);
    const isShown = await setUploaded(work.tx, from.dev, digest, bytes.length, work.now);
    // Whoever looks at the request sees the picture come, though its records came long before it over a slow line.
    const requests = new Map(named.flatMap((n) => (n.request && n.phase ? [[n.request, n.phase]] : [])));
    for (const [request, phase] of isShown ? requests : [])
      work.tell({
        kind: 'requestChanged',
        request,
        phase: zPhase.parse(phase),
        village: from.village,
        at: work.now,
      });
  });
}

/** The roster wants photographs of people sealed to its holders, and this one came open. */
function unsealed(
  { dev, village }: { readonly dev: string; readonly village: string },
  digest: string,
): Cause {
  return {
    village,
    kind: 'personPhotoUnsealed',
    severity: 'serious',
    title: { zh: '人像没有加密给持钥人', en: 'A photograph of a person came unsealed' },
    detail: {
      zh: `名册规定人像在拍摄时加密给持钥人，机器 ${dev.slice(0, 12)} 却传来了未加密的照片 ${digest.slice(0, 12)}。请检查机器的程序版本和名册版本。`,
      en: `The roster wants photographs sealed at capture; machine ${dev.slice(0, 12)} sent ${digest.slice(0, 12)} open. Check its program and its roster.`,
    },
    request: null,
    machine: null,
    key: `personPhotoUnsealed ${dev} ${digest}`,
  };
}

function mediaTypeOf(bytes: Uint8Array): string | undefined {
  if (isSealedPhoto(bytes)) return sealedPhotoType;
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return 'image/jpeg';
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return 'image/png';
  return undefined;
}
