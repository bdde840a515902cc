import type { MachineEvent } from '@hufu/contract';
import type { Notebook } from './notebook.ts';

/** Writes what happened at the machine into its record, about a job where it was about one. */
export type RecordEvent = (
  name: MachineEvent['event'],
  detail: string,
  about?: Partial<MachineEvent>,
) => Promise<unknown>;

/** Records into this notebook; a longer detail is cut to what a statement may hold. */
export function eventRecorder(notebook: Pick<Notebook, 'record'>): RecordEvent {
  return (name, detail, about = {}) =>
    notebook.record({
      type: 'event',
      event: name,
      authorization: null,
      k: null,
      frame: null,
      verdict: null,
      detail: detail.slice(0, 500),
      ...about,
    });
}
