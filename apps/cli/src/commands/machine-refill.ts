import { HufuError, isErrorCode, kioskHttp, zKioskState } from '@hufu/contract';
import { z } from 'zod';

const zRefused = z.object({ code: z.string(), context: z.record(z.string(), z.unknown()).default({}) });

/** `hufu machine refill`: the agent writes into its record who filled the ink pad, and counts anew. */
export async function refill(options: { readonly agent: string; readonly by: string }): Promise<void> {
  const call = async (path: string, init?: RequestInit): Promise<unknown> => {
    let reply: Response;
    try {
      reply = await fetch(new URL(path, options.agent), init);
    } catch (cause) {
      throw new HufuError('AGENT_UNREACHABLE', { cause, context: { url: options.agent } });
    }
    const body: unknown = await reply.json().catch(() => undefined);
    if (reply.ok) return body;
    const refused = zRefused.safeParse(body);
    if (refused.success && isErrorCode(refused.data.code))
      throw new HufuError(refused.data.code, { context: refused.data.context });
    throw new HufuError('AGENT_UNREACHABLE', { context: { url: options.agent } });
  };
  const { version, ink } = zKioskState.pick({ version: true, ink: true }).parse(await call(kioskHttp.state));
  await call(kioskHttp.command, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ version, command: { do: 'inkRefilled', by: options.by } }),
  });
  const before = ink === undefined ? '' : `（原约 ${Math.round(ink * 100)}%）`;
  console.log(`✓ 已登记加墨 the refill is in the record${before}`);
}
