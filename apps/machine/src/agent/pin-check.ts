import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { accept, HufuError, type Result, refuse } from '@hufu/contract';
import { writeFileDurably } from '@hufu/durable';
import { z } from 'zod';
import type { Notebook } from './notebook.ts';

const zPins = z.record(
  z.string(),
  z.object({ salt: z.string(), hash: z.string(), N: z.number(), r: z.number(), p: z.number() }),
);
const cost = { N: 32_768, r: 8, p: 1 };
/** Wrong PINs in a row, and the pause after them. */
const MAX_WRONG = 5;
const PAUSE_MS = 5 * 60_000;

/** Hashes a PIN for the file that the machine holds; four digits protect only behind the counter of failures. */
export async function hashPin(pin: string, at = cost): Promise<z.infer<typeof zPins>[string]> {
  const salt = randomBytes(16);
  const hash = await derive(pin, salt, at);
  return { salt: salt.toString('hex'), hash: hash.toString('hex'), ...at };
}

/** Writes the PINs of people; used by provisioning and enrolment. */
export async function writePins(
  path: string,
  pins: Readonly<Record<string, string>>,
  at = cost,
): Promise<void> {
  const hashed = await Promise.all(
    Object.entries(pins).map(async ([id, pin]) => [id, await hashPin(pin, at)]),
  );
  await writeFileDurably(path, Buffer.from(JSON.stringify(Object.fromEntries(hashed))), { mode: 0o600 });
}

/** Checks the PIN of a person; failures are journalled, so that a restart forgives none. */
export async function checkPin(
  notebook: Notebook,
  pinsFile: string,
  person: string,
  pin: string,
): Promise<Result<void>> {
  const now = notebook.clock.now();
  const failures = notebook.memory.pinFailures.get(person) ?? [];
  const last = failures.at(-1);
  if (failures.length >= MAX_WRONG && last !== undefined && now - last < PAUSE_MS)
    return refuse('PIN_LOCKED', { minutes: Math.ceil((PAUSE_MS - (now - last)) / 60_000) });
  const pins = zPins.safeParse(JSON.parse(await readFile(pinsFile, 'utf8')));
  if (!pins.success) throw new HufuError('AGENT_CONFIG_INVALID', { context: { problem: pinsFile } });
  const held = pins.data[person];
  if (!held) return refuse('PIN_UNKNOWN');
  // Written before the answer is known: pulling the plug does not buy another guess.
  await notebook.note('pinFailure', { person, at: now });
  const hash = await derive(pin, Buffer.from(held.salt, 'hex'), held);
  if (!timingSafeEqual(hash, Buffer.from(held.hash, 'hex'))) return refuse('PIN_WRONG');
  await notebook.note('pinSuccess', { person });
  return accept(undefined);
}

/** Who has a PIN at this machine. Read again only when the file changed: screens ask for it all the time. */
export function openPinHolders(pinsFile: string): () => ReadonlySet<string> {
  let readAt = '';
  let holders: ReadonlySet<string> = new Set();
  return () => {
    const found = statSync(pinsFile, { throwIfNoEntry: false });
    // A machine that nobody was enrolled at yet.
    if (!found) return new Set();
    const version = `${found.mtimeMs} ${found.ino}`;
    if (readAt === version) return holders;
    const pins = zPins.safeParse(JSON.parse(readFileSync(pinsFile, 'utf8')));
    if (!pins.success) throw new HufuError('AGENT_CONFIG_INVALID', { context: { problem: pinsFile } });
    holders = new Set(Object.keys(pins.data));
    readAt = version;
    return holders;
  };
}

function derive(pin: string, salt: Uint8Array, { N, r, p }: typeof cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin, salt, 32, { N, r, p, maxmem: 128 * N * r * 2 }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
