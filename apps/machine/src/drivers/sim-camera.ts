import { HufuError } from '@hufu/contract';
import type { Camera, Frame } from './camera.ts';

/** A camera of the simulated plant, by HTTP on loopback. */
export function simCamera(options: { url: string; name: 'overhead' | 'person'; timeoutMs?: number }): Camera {
  const base = `${options.url}/camera/${options.name}.jpg`;
  async function shoot(query: string): Promise<Frame> {
    const at = performance.now();
    let reply: Response;
    try {
      reply = await fetch(base + query, { signal: AbortSignal.timeout(options.timeoutMs ?? 15_000) });
    } catch (cause) {
      throw new HufuError('CAMERA_SILENT', { cause });
    }
    if (!reply.ok) throw new HufuError('CAMERA_SILENT', { context: { status: reply.status } });
    return { jpeg: new Uint8Array(await reply.arrayBuffer()), at };
  }
  const close = async () => undefined;
  return {
    grab: () => shoot(''),
    preview: () => shoot('?size=preview'),
    close,
    [Symbol.asyncDispose]: close,
  };
}
