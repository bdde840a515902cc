import { readFileSync } from 'node:fs';
import { HufuError } from '@hufu/contract';
import type { z } from 'zod';

/** Reads a JSON configuration by its schema; every problem at once, with the file's name. */
export function readJsonFile<S extends z.ZodType>(file: string, schema: S): z.output<S> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new HufuError('FILE_UNREADABLE', { cause, context: { file, problem } });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problem = parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ');
  throw new HufuError('FILE_UNREADABLE', { context: { file, problem } });
}

/** Reads a file given on the command line. */
export function readInput(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new HufuError('FILE_UNREADABLE', { cause, context: { file, problem } });
  }
}
