import { readTruthOf } from '@hufu/machine';
import { seeded } from '@hufu/paper-world';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKiosk } from '../apps/cli/src/actors/kiosk.ts';
import { stampAtMachine } from '../apps/cli/src/actors/stamping.ts';
import { demoStampPin } from '../apps/cli/src/demo/township.ts';
import { openOffice } from './office.ts';
import { openTownship } from './township.ts';

/** 20 in every run; HUFU_KILL_STAMPINGS=100 for the long one. */
const stampings = Number(process.env.HUFU_KILL_STAMPINGS ?? 20);
const copies = 5;
const seed = process.env.HUFU_SEED ?? '1';
const machines = 2;

// Server, agents and press controllers (with the world they stand in: a power cut) are killed with SIGKILL at random
// moments while papers are being stamped.
describe('kill -9 of server and of machine', () => {
  let demo: Awaited<ReturnType<typeof openTownship>>;
  beforeAll(async () => {
    demo = await openTownship(34_480, machines);
  });
  afterAll(async () => {
    await demo?.close();
  });

  it(
    `I1 I2 I4 I6 lose nothing that was acknowledged and double nothing in ${stampings} stampings`,
    async () => {
      const random = seeded(`kill/${seed}`);
      const kills: Record<string, number> = {};
      let isOver = false;
      const killer = (async () => {
        while (!isOver) {
          await new Promise((r) => setTimeout(r, random.between(9_000, 25_000)));
          if (isOver) return;
          const victim = random.pick([demo.server, ...demo.machines.flatMap((m) => [m.agent, m.sim])]);
          kills[victim.name] = (kills[victim.name] ?? 0) + 1;
          victim.kill();
          await victim.ready().catch(() => {
            // It is started again until it comes up: the next round waits for it.
          });
        }
      })();
      const done = await Promise.all(
        demo.machines.map((_, i) => stampMany(i, Math.ceil(stampings / copies / machines))),
      );
      isOver = true;
      await killer;
      const jobs = done.flat();
      console.log(`killed: ${JSON.stringify(kills)}; jobs: ${jobs.length}`);
      expect(jobs.filter((job) => job.executed !== copies)).toEqual([]);

      // What the world says: as many contacts as were granted, each with a counter reading of its own.
      const contacts = demo.machines.map((m) => readTruthOf(m.simDir).map((c) => c.H));
      for (const readings of contacts) expect(new Set(readings).size).toBe(readings.length);
      expect(contacts.flat().length).toBe(jobs.length * copies);

      // What the server says: everything it acknowledged is there, with an outcome for each contact, logged and witnessed.
      for (const job of jobs) {
        const session = await openOffice(demo, job.machine).session('custodian');
        await expect
          .poll(
            async () => {
              const detail = await session.api.sealUse.getRequest({ id: job.request });
              const executed = detail.impressionPlan.filter((p) => p.state === 'executed').length;
              return {
                phase: detail.phase,
                executed,
                witnessed: detail.statements.every((s) => s.witnessed),
              };
            },
            { timeout: 120_000, interval: 500 },
          )
          .toEqual({ phase: 'finished', executed: copies, witnessed: true });
      }
      expect(Object.values(kills).reduce((a, b) => a + b, 0)).toBeGreaterThan(0);
    },
    40 * 60_000,
  );

  async function stampMany(machine: number, requests: number) {
    const office = openOffice(demo, machine);
    const kiosk = openKiosk(demo.machines[machine]?.kioskUrl ?? '');
    const done: { machine: number; request: string; executed: number }[] = [];
    for (let i = 0; i < requests; i++) {
      // Whoever is interrupted by a dying server tries again, with the same statement or a new request.
      const paper = await insist(() => office.file(`kill/${seed}/${machine}/${i}`, { copies }));
      const approved = await insist(async () => {
        const detail = await (await office.session('custodian')).api.sealUse.getRequest({
          id: paper.request.id,
        });
        if (!detail.authorization) await office.approve(paper.request.id);
        const after = await (await office.session('custodian')).api.sealUse.getRequest({
          id: paper.request.id,
        });
        return after.authorization?.id ?? Promise.reject(new Error('not authorized'));
      });
      const digests = paper.document.pages.map((p) => p.digest);
      const executed = await insist(async () => {
        const run = await stampAtMachine(kiosk, { authorization: approved, digests, pin: demoStampPin });
        if (run.outcome === 'finished') return run.executed;
        // The screen says what went wrong and offers to try again: the hand does that.
        await kiosk.press({ do: 'retake' });
        throw new Error(run.outcome);
      });
      done.push({ machine, request: paper.request.id, executed });
    }
    return done;
  }
});

/** Tries again until it works: people do that, and every act is safe to repeat. The whole job may need many goes. */
async function insist<T>(act: () => Promise<T>, patienceMs = 20 * 60_000): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      return await act();
    } catch (e) {
      if (Date.now() > end) throw e;
      await new Promise((r) => setTimeout(r, 500));
    }
  }
}
