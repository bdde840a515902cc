import { HufuError, type KioskCommand, type KioskScreen } from '@hufu/contract';
import type { KioskHands, MachineTiming } from './kiosk.ts';

/** How one job at a machine went. */
export interface StampingRun {
  readonly outcome: 'finished' | 'refused' | 'unsure' | 'stopped';
  readonly executed: number;
  /** From the paper lying still under the camera to the seal being down and up again, one number for each impression. */
  readonly paperToPressMs: readonly number[];
  readonly timings: readonly MachineTiming[];
}

/**
 * Does at the machine what its stamper does: choose the job, be photographed, type the PIN, lay the page wanted, confirm, take it.
 * @param digests hex digests of the approved pages, by page number
 */
export async function stampAtMachine(
  kiosk: KioskHands,
  job: { authorization: string; digests: readonly string[]; pin: string },
): Promise<StampingRun> {
  // A machine that was interrupted may be in the middle of this job again, or have ended it, before anybody asked.
  const found = await kiosk.until('job ready', (s) => {
    const state = s.jobs.find((one) => one.authorization === job.authorization)?.state;
    return isAt(s.screen, job.authorization) || (state !== undefined && state !== 'preparing');
  });
  const ended = async (outcome: StampingRun['outcome'], executed: number): Promise<StampingRun> => {
    const timings = await kiosk.timings(job.authorization);
    return {
      outcome,
      executed,
      timings,
      paperToPressMs: timings.map((t) => t.paperToVerdictMs + t.verdictToPressMs + t.pressMs),
    };
  };
  // The machine goes on by itself where it can: a button that has gone meanwhile is no fault of the hand.
  const tap = (command: KioskCommand) =>
    kiosk.press(command).catch((e) => {
      if (!(e instanceof HufuError) || e.code !== 'CONFLICT') throw e;
    });
  await kiosk.move({ do: 'person', faces: 1 });
  const isUnderWay = isAt(found.screen, job.authorization);
  const listed = found.jobs.find((one) => one.authorization === job.authorization);
  if (!isUnderWay && listed?.state === 'done') return ended('finished', listed.executed);
  // A fault of before still stands on the screen: it is put away first.
  if (!isUnderWay && found.screen.name !== 'idle') {
    await tap({ do: 'leave' });
    await kiosk.screen(['idle']);
  }
  if (!isUnderWay) await kiosk.press({ do: 'start', authorization: job.authorization });
  for (;;) {
    const screen = (
      await kiosk.until(
        'a question',
        (s) => s.screen.name !== 'idle' && s.screen.name !== 'comparing' && s.screen.name !== 'checkingAfter',
        120_000,
      )
    ).screen;
    switch (screen.name) {
      case 'notice':
        await tap({ do: 'consent', photo: true, vouchedBy: '' });
        break;
      case 'person':
        await tap({ do: 'takePersonPhoto' });
        break;
      case 'presence':
        await tap({ do: 'enterPin', pin: job.pin });
        break;
      case 'placePaper': {
        const digests = (screen.seam ?? [screen.page]).map((page) => {
          const digest = job.digests[page];
          if (!digest) throw new RangeError(`no page ${page}`);
          return digest;
        });
        const [digest = ''] = digests;
        await kiosk.move(
          screen.seam
            ? { do: 'placeFan', digests }
            : { do: 'placePrinted', digest, alter: 'none', turnDeg: 0, copy: screen.copy },
        );
        await tap({ do: 'paperPlaced' });
        await kiosk.until('next screen', (s) => s.screen.name !== 'placePaper', 60_000);
        break;
      }
      case 'confirm':
        await tap({ do: 'confirm' });
        break;
      case 'pressing':
        await kiosk.until('pressed', (s) => s.screen.name !== 'pressing', 60_000);
        break;
      case 'result':
        await kiosk.move({ do: 'removePaper' });
        await tap({ do: 'next' });
        break;
      case 'finished': {
        // A machine that came back may show the job before this one: that is put away, and says nothing of this one.
        if (!isAt(screen, job.authorization)) {
          await tap({ do: 'leave' });
          throw new HufuError('CONFLICT', { context: { what: 'job before', state: JSON.stringify(screen) } });
        }
        const run = await ended('finished', screen.executed);
        await kiosk.move({ do: 'removePaper' });
        // Once left, the job is listed no more: a machine that dies under this very button must not undo what is known.
        await tap({ do: 'leave' }).catch(() => undefined);
        return run;
      }
      case 'refused':
        return ended('refused', 0);
      case 'unsure':
        return ended('unsure', 0);
      case 'notPressed':
      case 'stopped':
        return ended('stopped', 0);
      default:
        throw new RangeError(`unexpected screen ${screen.name}`);
    }
  }
}

/** Whether the machine is at this job. */
function isAt(screen: KioskScreen, authorization: string): boolean {
  return 'authorization' in screen && screen.authorization === authorization;
}
