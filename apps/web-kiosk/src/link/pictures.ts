import { HufuError, kioskHttp } from '@hufu/contract';
import { type ImageShelf, imageShelf } from '@hufu/ui';

async function bytesOf(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  let reply: Response;
  try {
    reply = await fetch(path, signal ? { signal } : {});
  } catch (cause) {
    throw new HufuError('AGENT_UNREACHABLE', { cause });
  }
  if (!reply.ok) throw new HufuError('AGENT_UNREACHABLE', { context: { status: reply.status } });
  return new Uint8Array(await reply.arrayBuffer());
}

/** Approved pages. Every picture is drawn only when its bytes are those of its digest. */
export const references: ImageShelf = imageShelf((digest, signal) =>
  bytesOf(kioskHttp.reference(digest), signal),
);

/** Photographs of the platen: the very bytes that go into the evidence. */
export const frames: ImageShelf = imageShelf((digest, signal) => bytesOf(kioskHttp.frame(digest), signal));
