import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { readJsonFile } from '../../commands/json-file.ts';

const zRead = z.object({
  width: z.number(),
  height: z.number(),
  features: z
    .array(
      z.object({
        token: z.number().int(),
        x: z.number(),
        y: z.number(),
        isNumber: z.boolean(),
        probability: z.number(),
      }),
    )
    .readonly(),
});
const zKept = z.object({
  pages: z.array(z.object({ record: z.string(), read: zRead })),
  queries: z.array(
    z.object({ kind: z.string(), record: z.string().optional(), read: zRead, readMs: z.number() }),
  ),
});

/** What was read of all pages and photos of a run: reading takes most of its time, and is the same for every index. */
export type KeptFeatures = z.infer<typeof zKept>;

/** Keeps what was read. */
export function keepFeatures(file: string, kept: KeptFeatures): void {
  writeFileSync(file, JSON.stringify(kept));
}

/** What an earlier run has read. */
export function keptFeatures(file: string): KeptFeatures {
  return readJsonFile(file, zKept);
}
