import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type SimAction, zSimAction } from '@hufu/contract';
import { z } from 'zod';

const zRecorded = z.object({ ms: z.number(), action: zSimAction });
/** What somebody's hands did, and when, counted from the first thing of the recording. */
export type Recorded = z.infer<typeof zRecorded>;

/** Writes down what is done to the simulated world, so that it can be done again. */
export interface Recorder {
  /** Returns how to take it back, when the world refused it and nothing was done. */
  record(action: SimAction): () => void;
  readonly all: readonly Recorded[];
}

/** Opens the recording of a world; it goes on where it was, whatever happened to the process. */
export function openRecorder(path: string, nowMs: () => number = Date.now): Recorder {
  const all: Recorded[] = readRecording(path);
  let began = nowMs() - (all.at(-1)?.ms ?? 0);
  return {
    record(action) {
      if (all.length === 0) began = nowMs();
      const entry = { ms: Math.max(all.at(-1)?.ms ?? 0, Math.round(nowMs() - began)), action };
      appendFileSync(path, `${JSON.stringify(entry)}\n`);
      all.push(entry);
      return () => {
        all.splice(all.indexOf(entry), 1);
        writeFileSync(`${path}.tmp`, all.map((e) => `${JSON.stringify(e)}\n`).join(''));
        renameSync(`${path}.tmp`, path);
      };
    },
    all,
  };
}

/** Reads a recording; a last line that was cut off by the power is left out. */
export function readRecording(path: string): Recorded[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => zRecorded.parse(JSON.parse(line)));
}
