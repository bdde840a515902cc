import {
  HufuError,
  type KioskCommand,
  type KioskScreen,
  type KioskState,
  kioskHttp,
  type SimAction,
  zKioskState,
} from '@hufu/contract';
import { z } from 'zod';

const zMachineTiming = z.object({
  authorization: z.string(),
  /** From the first frame in which the paper lay still. */
  paperToVerdictMs: z.number(),
  verdictToPressMs: z.number(),
  pressMs: z.number(),
  compareMs: z.number(),
  afterMs: z.number(),
});
/** Times of one impression. */
export type MachineTiming = z.infer<typeof zMachineTiming>;

/** Hands and eyes of the person at the machine, for scripts. */
export interface KioskHands {
  state(): Promise<KioskState>;
  /** Presses a button of the present screen. */
  press(command: KioskCommand): Promise<void>;
  /** Moves paper, people and cables of the simulated world. */
  move(action: SimAction): Promise<void>;
  /** How long the steps of this job took, as the machine measured them itself. */
  timings(authorization: string): Promise<readonly MachineTiming[]>;
  /** Waits until the state fulfils the condition; throws with the last screen when it takes too long. */
  until(what: string, condition: (s: KioskState) => boolean, withinMs?: number): Promise<KioskState>;
  /** Waits for one of these screens. */
  screen(names: readonly KioskScreen['name'][], withinMs?: number): Promise<KioskScreen>;
}

/** Opens the loopback door of a machine's agent. A restarting agent is waited for. */
export function openKiosk(url: string): KioskHands {
  const state = async () => zKioskState.parse(await (await fetch(url + kioskHttp.state)).json());
  const post = async (path: string, body: unknown) => {
    const reply = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new HufuError('CONFLICT', { context: { what: path, state: await reply.text() } });
  };
  const until: KioskHands['until'] = async (what, condition, withinMs = 60_000) => {
    const end = Date.now() + withinMs;
    let last: KioskState | undefined;
    for (;;) {
      try {
        last = await state();
        if (condition(last)) return last;
      } catch (cause) {
        if (Date.now() > end) throw new HufuError('SERVER_UNREACHABLE', { cause, context: { url, what } });
      }
      if (Date.now() > end)
        throw new HufuError('CONFLICT', {
          context: {
            what,
            state: JSON.stringify({
              screen: last?.screen,
              lock: last?.lock,
              link: last?.link,
              jobs: last?.jobs,
            }),
          },
        });
      await new Promise((r) => setTimeout(r, 40));
    }
  };
  return {
    state,
    press: async (command) => post(kioskHttp.command, { version: (await state()).version, command }),
    move: (action) => post('/sim/do', action),
    timings: async (authorization) =>
      z
        .array(zMachineTiming)
        .parse(await (await fetch(`${url}/timings`)).json())
        .filter((t) => t.authorization === authorization),
    until,
    screen: async (names, withinMs) =>
      (await until(names.join('|'), (s) => names.includes(s.screen.name), withinMs)).screen,
  };
}
