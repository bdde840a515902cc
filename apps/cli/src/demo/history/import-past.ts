import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { renderDocument } from '@hufu/paper';
import type { World } from '@hufu/paper-world';
import type { Part } from '../../processes/child.ts';
import { machineSigner, personSigner } from '../rosters.ts';
import type { DemoSecrets } from '../secrets.ts';
import type { SetUpVillage } from '../villages.ts';
import { OldMachine } from './old-machine.ts';
import { planHistory } from './plan.ts';
import { type Teller, tellRequest } from './tell.ts';

/** Requests of the past for each village, beside the two planted cases. */
const perVillage = 8;

/** The past as it is being told, while the demo can be used already. */
export interface Past {
  readonly progress: () => { done: number; total: number };
  readonly told: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Tells six months of history to the server, oldest first, in the background. It is told once: an interrupted telling
 * is not taken up again, as the old machines' chains would have two ends.
 */
export function importPast(options: {
  doneFile: string;
  secrets: DemoSecrets;
  villages: readonly SetUpVillage[];
  world: World;
  server: Part;
}): Past {
  const plan = planHistory(options.secrets.bornAt, perVillage);
  let done = 0;
  let stopped = false;
  if (wasBegun(options.doneFile))
    return { progress: () => ({ done: 1, total: 1 }), told: Promise.resolve(), stop: async () => {} };
  const tellers = new Map(options.villages.map((v) => [v.village.key, tellerOf(v)]));
  const chains = new Map<string, Promise<void>>();
  const told = (async () => {
    writeFileSync(options.doneFile, JSON.stringify({ begun: new Date().toISOString() }));
    for (const past of plan) {
      const teller = tellers.get(past.village);
      if (stopped || !teller) return;
      const story = await tellRequest(past, teller, options.world, async (pdf) => {
        const { pages } = await renderDocument(pdf);
        return pages;
      });
      const history = {
        village: teller.roster.village,
        items: story.statements.map((cose) => ({ cose, salt: new Uint8Array(randomBytes(32)) })),
        blobs: story.blobs,
      };
      // Villages are taken in side by side, each in its own order; a failure shows when all is awaited.
      const before = chains.get(past.village) ?? Promise.resolve();
      const mine = before.then(async () => {
        await options.server.order('history', history);
        done += 1;
      });
      mine.catch(() => {});
      chains.set(past.village, mine);
      await before;
    }
    await Promise.all(chains.values());
  })();
  told.catch(() => {
    // Whoever awaits `told` gets the fault; a demo without its past still runs.
  });
  return {
    progress: () => ({ done, total: plan.length }),
    told,
    async stop() {
      stopped = true;
      await told.catch(() => {});
    },
  };
}

function wasBegun(file: string): boolean {
  try {
    return readFileSync(file).length > 0;
  } catch {
    return false;
  }
}

function tellerOf(v: SetUpVillage): Teller {
  const first = v.rosters[0];
  const person = (duty: string) => {
    const own = v.secrets.people[`${v.village.key}-${duty}`];
    if (!own) throw new RangeError(`nobody is ${duty} in ${v.village.key}`);
    return { id: own.id, signer: personSigner(own.secret) };
  };
  if (!first) throw new RangeError('a village has a roster');
  return {
    roster: first.roster,
    place: v.place,
    machine: new OldMachine(
      v.secrets.id,
      machineSigner(v.secrets.oldMachine.press),
      machineSigner(v.secrets.oldMachine.agent),
    ),
    seals: new Map(v.seals.map((s) => [s.id, s.die])),
    custodian: person('custodian'),
    secretary: person('secretary'),
    director: person('director'),
    reviewer: person('reviewer'),
    stamper: person('stamper'),
  };
}
