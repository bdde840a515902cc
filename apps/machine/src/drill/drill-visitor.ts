import { HufuError, toHex } from '@hufu/contract';
import type { Drill } from './drill.ts';
import { drillPin } from './drill.ts';
import type { DrillAuthorization } from './drill-village.ts';

/** What a person at the machine does next, given what it shows. False when the screen waits for nothing. */
export async function actAtScreen(
  drill: Drill,
  { payload }: DrillAuthorization,
  thinkMs = 0,
): Promise<boolean> {
  const { agent, platen } = drill;
  if (!agent) return false;
  if (isQuarantined(drill)) return release(drill);
  const status = agent.press.status;
  if (status?.mode === 'ready' && !status.retracted) {
    // The head hangs in mid-air: switched off and on again, it goes home.
    drill.cutPress();
    return true;
  }
  const { screen } = agent.session.holder;
  const page = payload.pages[0];
  switch (screen.name) {
    case 'idle':
      return drill.command({ do: 'start', authorization: payload.id });
    case 'notice':
    case 'person':
      return drill.command({ do: 'consent', photo: true, vouchedBy: '' });
    case 'presence':
      return drill.command({ do: 'enterPin', pin: drillPin });
    case 'placePaper': {
      platen.take();
      await drill.until(() => false, 150);
      if (page) platen.lay(toHex(page.digest));
      await drill.until(() => drill.agent?.session.holder.screen.name !== 'placePaper', 3000);
      return true;
    }
    case 'confirm':
      // Nobody reads a screen in no time.
      await drill.until(() => drill.agent?.session.holder.screen.name !== 'confirm', thinkMs);
      return drill.command({ do: 'confirm' });
    case 'result':
      return drill.command({ do: 'next' });
    case 'notPressed':
    case 'stopped':
    case 'refused':
    case 'unsure':
      return drill.command({ do: 'retake' });
    case 'finished':
      return drill.command({ do: 'leave' });
    default:
      return false;
  }
}

/** Whether controller or agent locked themselves. */
export function isQuarantined(drill: Drill): boolean {
  const lock = drill.agent?.notebook.memory.lock.state;
  const mode = drill.agent?.press.status?.mode;
  return (
    lock === 'quarantined' ||
    lock === 'lockedDown' ||
    mode === 'quarantined' ||
    mode === 'lockedDown' ||
    mode === 'tampered'
  );
}

/** Two service people look at the machine and let it go on. */
async function release(drill: Drill): Promise<boolean> {
  const { agent, village } = drill;
  const nonce = agent?.serviceNonce;
  const mode = agent?.press.status?.mode;
  if (!agent || !nonce || !agent.press.isUp || !mode) return false;
  const act = mode === 'tampered' ? 'clearTamper' : mode === 'lockedDown' ? 'unlock' : 'releaseQuarantine';
  drill.note(`service ${act}`);
  try {
    await drill.during((at) => at.command('service', village.service(act, nonce, drill.trueTime())));
  } catch (error) {
    // The controller's power went meanwhile: they try again when it is back.
    if (!(error instanceof HufuError) || !error.code.startsWith('PRESS_LINK')) throw error;
    drill.note(`service ${error.code}`);
    return false;
  }
  return true;
}

/** Carries a job through whatever comes until its end is in the record; false when it does not come to an end. */
export async function visit(
  drill: Drill,
  authorization: DrillAuthorization,
  { rounds = 80, thinkMs = 0 } = {},
): Promise<boolean> {
  const { id } = authorization.payload;
  const isOver = () =>
    drill.agent?.notebook.memory.job(id).finish != null && drill.agent.session.holder.screen.name === 'idle';
  for (let i = 0; i < rounds; i++) {
    if (isOver() && drill.agent?.notebook.memory.openAttempts().length === 0) return true;
    const hasActed = drill.agent?.press.isUp === true && (await actAtScreen(drill, authorization, thinkMs));
    await drill.until(() => false, hasActed ? 60 : 400);
  }
  return isOver();
}
