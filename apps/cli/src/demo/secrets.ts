import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { HufuError } from '@hufu/contract';
import { z } from 'zod';
import { demoOfficials, demoVillages } from './township.ts';

const zSecret = z.string().regex(/^[0-9a-f]{64}$/);
const zKeyed = z.object({ id: z.string(), secret: zSecret });
const zVillageSecrets = z.object({
  id: z.string(),
  roots: z.array(zSecret).length(3),
  service: z.array(zSecret).length(2),
  release: z.array(zSecret).length(2),
  /** Holders of photographs; a township that was born before there were any has none. */
  photos: z.array(zSecret).length(3).optional(),
  people: z.record(z.string(), zKeyed),
  /** The machine of the history: retired where a simulated one took its place. */
  oldMachine: z.object({ id: z.string(), press: zSecret, agent: zSecret }),
  machine: z.object({ id: z.string() }),
  seals: z.array(z.object({ id: z.string(), sealCode13: z.string() })).length(3),
});
export type VillageSecrets = z.infer<typeof zVillageSecrets>;

const zDemoSecrets = z.object({
  version: z.literal(1),
  /** When this demo was born: the present of its history. */
  bornAt: z.number().int(),
  firstPort: z.number().int(),
  district: z.string(),
  town: z.string(),
  /** Ids of the officials' accounts. */
  officials: z.record(z.string(), z.string()),
  log: z.object({ seed: zSecret }),
  witnesses: z.array(z.object({ seed: zSecret, statement: zSecret })).length(2),
  villages: z.record(z.string(), zVillageSecrets),
});

/**
 * Every secret of the demo township in one file, readable by its owner only. A real deployment has no such file:
 * there each key is born and stays with its holder.
 */
export type DemoSecrets = z.infer<typeof zDemoSecrets>;

const secret = () => randomBytes(32).toString('hex');

function newSecrets(bornAt: number, firstPort: number): DemoSecrets {
  return {
    version: 1,
    bornAt,
    firstPort,
    district: randomUUID(),
    town: randomUUID(),
    officials: Object.fromEntries(demoOfficials.map((o) => [o.login, randomUUID()])),
    log: { seed: secret() },
    witnesses: [0, 1].map(() => ({ seed: secret(), statement: secret() })),
    villages: Object.fromEntries(
      demoVillages.map((v, i) => [
        v.key,
        {
          id: randomUUID(),
          roots: [secret(), secret(), secret()],
          service: [secret(), secret()],
          release: [secret(), secret()],
          photos: [secret(), secret(), secret()],
          people: Object.fromEntries(v.people.map((p) => [p.login, { id: randomUUID(), secret: secret() }])),
          oldMachine: { id: randomUUID(), press: secret(), agent: secret() },
          machine: { id: randomUUID() },
          seals: [0, 1, 2].map((slot) => ({
            id: randomUUID(),
            // 330000 is no district of the real world: demo seals cannot be taken for filed ones.
            sealCode13: `330000${String(9_000_000 + 10 * i + slot)}`,
          })),
        },
      ]),
    ),
  };
}

/** Reads the demo's secrets, or makes them at the first start. */
export function openSecrets(file: string, bornAt: number, firstPort: number): DemoSecrets {
  let text: string | undefined;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'))
      throw new HufuError('INTERNAL', { cause, context: { support: file } });
  }
  if (text !== undefined) return zDemoSecrets.parse(JSON.parse(text));
  const made = newSecrets(bornAt, firstPort);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(made), { mode: 0o600, flag: 'wx' });
  return made;
}
