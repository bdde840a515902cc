import { HufuError, toHex } from '@hufu/contract';
import type { TurnTaker } from '@hufu/durable';
import type { PressClient } from '@hufu/press';
import type { FreshnessKeeper } from './freshness-keeper.ts';
import type { MachineMemory } from './memory.ts';
import type { Notebook } from './notebook.ts';
import type { PressLine } from './press-line.ts';
import { closeOpenAttempts, compareWithController } from './reconcile.ts';

/** What happens each time that agent and controller meet, before anything else may use the line. */
export interface GreetingContext {
  readonly notebook: Notebook;
  readonly freshness: FreshnessKeeper;
  readonly attemptTurn: TurnTaker;
  readonly quarantine: (reason: string) => Promise<void>;
}

/**
 * BOOT/RECONCILE of MACHINE.md 2: rosters first, then every open attempt gets its outcome, then the two stores are
 * held against each other. Nothing else is allowed before.
 */
export async function greetController(context: GreetingContext, client: PressClient): Promise<void> {
  await bringRosters(context, client);
  const { notebook } = context;
  await context.attemptTurn(() => closeOpenAttempts({ notebook, client }));
  const problem = await compareWithController({ notebook, client });
  // The controller locks itself for its own reasons and says so; here only a disagreement between the two is new.
  if (problem !== undefined && !problem.startsWith('press:') && notebook.memory.lock.state === 'clear')
    await context.quarantine(problem);
  const status = await client.status();
  if (status.ok && status.value.freshMs === 0) context.freshness.forget();
}

/**
 * The nonce that service people sign over; after a restart of the controller, and after each order, it is another one. A
 * machine that is locked, by its controller or by its agent, tells the server each time anew: the event of that moment may
 * have died with the power, and a server with an old nonce could carry no order that opens.
 */
export async function askServiceNonce(
  event: (name: 'lockedDown' | 'quarantined', detail: string) => Promise<unknown>,
  client: PressClient,
  lock: MachineMemory['lock']['state'],
): Promise<Uint8Array | null> {
  const nonce = await client.nonce('service');
  const status = await client.status();
  const mode = status.ok ? status.value.mode : 'ready';
  const told = nonce.ok ? toHex(nonce.value) : '';
  if (mode === 'lockedDown' || (lock === 'lockedDown' && mode === 'ready'))
    await event('lockedDown', `${mode} serviceNonce=${told}`);
  else if (mode === 'quarantined' || mode === 'tampered' || lock === 'quarantined')
    await event('quarantined', `${mode} serviceNonce=${told}`);
  return nonce.ok ? nonce.value : null;
}

/** The controller follows the chain of rosters by itself; it is given what it lacks. */
export async function bringRosters(
  { notebook }: Pick<GreetingContext, 'notebook'>,
  client: PressClient,
): Promise<void> {
  const status = await client.status();
  if (!status.ok) throw new HufuError(status.code, { context: status.context });
  const held = status.value.rosterVersion ?? 0;
  for (const cose of notebook.memory.rosters.slice(held)) {
    const loaded = await client.loadRoster(cose);
    if (!loaded.ok) throw new HufuError(loaded.code, { context: loaded.context });
  }
}

/**
 * Keeps the controller at the agent's roster. A new one may arrive while the two are still being introduced: asked
 * again at every tick, as a controller that is behind takes no freshness and so would press nothing for ever.
 */
export async function followRosters(context: {
  readonly notebook: Notebook;
  readonly freshness: FreshnessKeeper;
  readonly press: PressLine;
}): Promise<void> {
  const { notebook, freshness, press } = context;
  if (!press.isUp || (press.status?.rosterVersion ?? 0) >= notebook.memory.rosters.length) return;
  freshness.forget();
  await press.use((client) => bringRosters({ notebook }, client));
  await press.refresh();
}
