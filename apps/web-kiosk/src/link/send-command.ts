import { HufuError, isErrorCode, type KioskCommand, kioskHttp, zProblem } from '@hufu/contract';
import { z } from 'zod';

const zCoded = z.object({ code: z.string(), context: z.record(z.string(), z.unknown()).optional() });

/** Sends what a finger did. It names the state's version it answers, so that a late double tap does nothing. */
export async function sendCommand(
  version: number,
  command: KioskCommand,
  doFetch: typeof fetch = (...a) => fetch(...a),
): Promise<void> {
  await post(kioskHttp.command, { version, command }, doFetch);
}

/** Posts JSON to the agent; a refusal becomes a HufuError with its code. */
export async function post(
  path: string,
  body: unknown,
  doFetch: typeof fetch = (...a) => fetch(...a),
): Promise<unknown> {
  let reply: Response;
  try {
    reply = await doFetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch (cause) {
    throw new HufuError('AGENT_UNREACHABLE', { cause });
  }
  const json: unknown = await reply.json().catch(() => null);
  if (reply.ok) return json;
  const problem = zProblem.safeParse(json);
  const coded = problem.success ? problem : zCoded.safeParse(json);
  if (coded.success && isErrorCode(coded.data.code))
    throw new HufuError(coded.data.code, { context: coded.data.context ?? {} });
  throw new HufuError('AGENT_UNREACHABLE', { context: { status: reply.status } });
}
