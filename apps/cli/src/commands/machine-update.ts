import { resolve } from 'node:path';
import { HufuError, isErrorCode, kioskHttp, zUpdateOffer } from '@hufu/contract';
import { z } from 'zod';
import { readJsonFile } from './json-file.ts';

const zRefused = z.object({ code: z.string(), context: z.record(z.string(), z.unknown()).default({}) });

/** `hufu machine update`: hands a release to the agent, which judges it by itself and starts anew. */
export async function update(options: {
  readonly agent: string;
  readonly release: string;
  readonly archive: string;
}): Promise<void> {
  const release = readJsonFile(options.release, zUpdateOffer.omit({ archive: true }));
  let reply: Response;
  try {
    reply = await fetch(new URL(kioskHttp.update, options.agent), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...release, archive: resolve(options.archive) }),
    });
  } catch (cause) {
    throw new HufuError('AGENT_UNREACHABLE', { cause, context: { url: options.agent } });
  }
  const body: unknown = await reply.json().catch(() => undefined);
  if (!reply.ok) {
    const refused = zRefused.safeParse(body);
    if (refused.success && isErrorCode(refused.data.code))
      throw new HufuError(refused.data.code, { context: refused.data.context });
    throw new HufuError('AGENT_UNREACHABLE', { context: { url: options.agent } });
  }
  console.log('已装入备用槽，机器正在重新启动；一分钟内一切正常才正式换用');
  console.log('staged; the machine starts anew, and keeps the new version once all was well for a minute');
}
