import { createHash } from 'node:crypto';
import { HufuError } from '@hufu/contract';
import { insertBlobRef } from '../files/document.store.ts';
import type { ServerParts } from '../http/parts.ts';
import { commit } from '../http/unit-of-work.ts';
import { listNamed, setUploaded } from '../link/evidence-file.store.ts';

/**
 * Keeps a picture that a machine's records name. It is durable when this resolves: the machine may forget its own.
 * The bytes decide, not what the upload says about them.
 */
export async function keepPicture(
  parts: Pick<ServerParts, 'db' | 'events' | 'now' | 'blobs'>,
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
    await setUploaded(work.tx, from.dev, digest, bytes.length, work.now);
  });
}

function mediaTypeOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return 'image/jpeg';
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return 'image/png';
  return undefined;
}
