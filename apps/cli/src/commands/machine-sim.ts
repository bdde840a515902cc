import { HufuError, isErrorCode, type SimAction, zSimAction } from '@hufu/contract';
import { z } from 'zod';
import { readJsonFile } from './json-file.ts';

const zRefused = z.object({ code: z.string(), context: z.record(z.string(), z.unknown()).default({}) });
const zRecording = z.array(z.object({ ms: z.number().min(0), action: zSimAction }));

/** `hufu machine inject`: puts lines of a fault script into a running simulator. */
export async function inject(lines: readonly string[], options: { readonly panel: string }): Promise<void> {
  await act(options.panel, { do: 'script', lines: [...lines] });
  for (const line of lines) console.log(`✓ ${line}`);
}

/** `hufu machine replay`: does again what somebody's hands did, at the times at which they did it. */
export async function replay(
  file: string,
  options: { readonly panel: string; readonly speed: string },
): Promise<void> {
  const recording = readJsonFile(file, zRecording);
  const speed = Number(options.speed);
  if (!(speed > 0))
    throw new HufuError('OPTION_INVALID', { context: { option: '--speed', value: options.speed } });
  const began = performance.now();
  for (const { ms, action } of recording) {
    const waitMs = ms / speed - (performance.now() - began);
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    await act(options.panel, action);
    console.log(`${(ms / 1000).toFixed(1)} s  ${action.do}`);
  }
}

async function act(panel: string, action: SimAction): Promise<void> {
  let reply: Response;
  try {
    reply = await fetch(new URL('/sim/do', panel), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    });
  } catch (cause) {
    // A power cut that was asked for takes the simulator away in the midst of its answer.
    if (action.do === 'inject' && action.fault === 'powerCut') return;
    throw new HufuError('AGENT_UNREACHABLE', { cause, context: { url: panel } });
  }
  if (reply.ok) return;
  const refused = zRefused.safeParse(await reply.json().catch(() => undefined));
  if (refused.success && isErrorCode(refused.data.code))
    throw new HufuError(refused.data.code, { context: refused.data.context });
  throw new HufuError('AGENT_UNREACHABLE', { context: { url: panel } });
}
