import { accept, type Result, refuse } from '@hufu/contract';
import { eventRecorder, type RecordEvent } from './event-recorder.ts';
import { type InkFacts, inkLevel, LOW_INK } from './ink-pad.ts';
import type { Notebook } from './notebook.ts';

/** Tells of a pad that is low, once for each filling. */
export async function tellLowInk(
  memory: { readonly ink: InkFacts },
  event: RecordEvent,
  impressionsPerFilling: number,
): Promise<void> {
  const level = inkLevel(memory.ink, impressionsPerFilling);
  if (memory.ink.isTold || level > LOW_INK) return;
  await event('inkLow', `约剩 ${Math.round(level * 100)}%，上次加墨后盖了 ${memory.ink.impressions} 次`);
}

/** Records that somebody filled the pad: who, and after how many impressions. */
export async function recordRefill(
  notebook: Pick<Notebook, 'memory' | 'record'>,
  by: string,
  hasRoster: boolean,
): Promise<Result<void>> {
  if (!hasRoster) return refuse('PRESS_BLANK');
  const { impressions } = notebook.memory.ink;
  await eventRecorder(notebook)('inkRefilled', `${by}；上次加墨后盖了 ${impressions} 次`);
  return accept(undefined);
}
