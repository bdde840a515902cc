import { accept, type KioskState, type Result, type Roster, refuse } from '@hufu/contract';
import { eventRecorder, type RecordEvent } from './event-recorder.ts';
import { type InkFacts, inkLevel, LOW_INK } from './ink-pad.ts';
import type { Notebook } from './notebook.ts';
import { checkPin, openPinHolders } from './pin-check.ts';

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

/** Who may say at the touch screen that he filled the pad: those who keep the seals or stamp with them today, and can prove it by their PIN. */
export function refillersOf(
  roster: Roster | undefined,
  pinHolders: ReadonlySet<string>,
  now: number,
): NonNullable<KioskState['refillers']> {
  return (roster?.people ?? [])
    .filter((p) => p.roles.includes('custodian') || p.roles.includes('stamper'))
    .filter((p) => p.since <= now && (p.until === null || now < p.until) && pinHolders.has(p.id))
    .map(({ id, name }) => ({ id, name }));
}

/** Records a refill that somebody told with his own PIN: the record names him because the machine knows it was he. */
export async function recordRefillBy(
  notebook: Notebook,
  pinsFile: string,
  roster: Roster | undefined,
  of: { readonly person: string; readonly pin: string },
): Promise<Result<void>> {
  if (!roster) return refuse('PRESS_BLANK');
  const person = refillersOf(roster, openPinHolders(pinsFile)(), notebook.clock.now()).find(
    (p) => p.id === of.person,
  );
  if (!person) return refuse('REFILL_NOT_ALLOWED');
  const checked = await checkPin(notebook, pinsFile, person.id, of.pin);
  if (!checked.ok) return checked;
  return await recordRefill(notebook, `${person.name}（已验 PIN 码）`, true);
}
