import {
  accept,
  answersLight,
  HufuError,
  type PlannedImpression,
  type Result,
  refuse,
  toHex,
} from '@hufu/contract';
import { type SignedStatement, verifyException } from '@hufu/statement';
import type { ProvedStatement } from '../authorization-desk.ts';
import { type PaperWatch, watchPaper } from '../paper-watch.ts';
import { type AskedBecause, askApprovers } from './ask-approvers.ts';
import { heldOf, type JobContext, rosterOf, sealOf } from './job-context.ts';
import { type EndReason, endOf, finishJob } from './job-end.ts';
import { isSameSheet, type Laid, laidOf, type PageToShow, progressOf, sealPlace } from './job-plan.ts';
import { checkAfter, lookAtPaper, type PaperLook, takeLatePictures } from './look-step.ts';
import { pageCorners } from './page-corners.ts';
import { tellLaidPage } from './page-order.ts';
import { recordPaper, recordShown } from './paper-event.ts';
import { pressOnce, usableNow } from './press-step.ts';
import type { ScreenHolder } from './screen.ts';

/** The paper on the platen: watched, photographed, compared, pressed, checked. */
export interface PaperDesk {
  /** Goes on with the next impression of the job, or ends it. `done` is the one whose sheet still lies there. */
  next(done: Laid | null, hint?: string): Promise<void>;
  /** The paper was said to lie there: look now, without waiting for stillness. */
  lookNow(): Promise<void>;
  press(): Promise<void>;
  /** Forgets what was seen; an exception that was asked for dies. */
  again(): Promise<void>;
  badStamp(reason: string): Promise<void>;
  takeException(message: ProvedStatement): Promise<Result<void>>;
  /** Stops a motion above the contact zone. */
  stopMotion(reason: string): void;
  /** What was pressed or is to be pressed. */
  readonly planned: PlannedImpression | null;
  /** Nobody watches any more. */
  clear(): void;
  release(): void;
}

/** What the desk needs of the session. */
export interface PaperDeskContext {
  readonly context: JobContext;
  readonly holder: ScreenHolder;
  readonly job: () => string;
  readonly end: (reason: EndReason) => Promise<void>;
  /** Runs in the session's turn, later. */
  readonly background: (work: () => Promise<unknown>) => void;
}

/** What is being done with the paper on the platen. */
interface OnPlaten {
  readonly planned: PlannedImpression;
  /** A page that is only shown before that impression (F65). */
  readonly shown: PageToShow | undefined;
  look: PaperLook | null;
  exception: SignedStatement | null;
  /** The controller's nonce that an exception must carry. */
  nonce: Uint8Array | null;
}

/** Opens the desk. */
export function openPaperDesk({ context, holder, job, end, background }: PaperDeskContext): PaperDesk {
  const { memory } = context.notebook;
  let at: OnPlaten | null = null;
  let watch: PaperWatch | undefined;
  let stillAt = 0;
  let stop: ((reason: string) => void) | undefined;
  /** Why the press under way must not go on, told before there was anything to stop. */
  let unwanted: string | undefined;
  const progress = () => progressOf(heldOf(context, job()).payload, memory.job(job()));

  /** Goes on with the next impression, or ends the job. */
  async function nextImpression(done: Laid | null, hint = ''): Promise<void> {
    const id = job();
    await takeLatePictures(context, id);
    const reason = endOf(context, id);
    if (reason) return end(reason);
    const { next, toShow } = progress();
    // An attempt is still open: the line to the controller has to come back first, then `resume` goes on.
    if (!next) throw new HufuError('MACHINE_NOT_RECONCILED');
    at = { planned: next, shown: toShow, look: null, exception: null, nonce: null };
    watch ??= watchPaper(context.hub, { onStill, onMoved, onFault });
    if (done && !toShow && isSameSheet(done, next)) {
      stillAt = performance.now();
      return look(false);
    }
    // The sheet that was stamped just now still lies there: only after it moved can the next one have come.
    if (done && watch.hasPaper) watch.hold();
    else watch.release();
    showPlacePaper(hint);
  }

  function showPlacePaper(hint: string): void {
    if (!at) return;
    const { planned, shown } = at;
    at = { planned, shown, look: null, exception: null, nonce: null };
    holder.show({ name: 'placePaper', authorization: job(), ...laidOf(at), copy: planned.copy, hint });
  }

  function onStill(): void {
    if (holder.screen.name !== 'placePaper') return;
    stillAt = performance.now();
    background(async () => {
      if (holder.screen.name === 'placePaper') await look(true);
    });
  }

  function onMoved(): void {
    switch (holder.screen.name) {
      case 'pressing':
        stop?.('paperMoved');
        return;
      case 'placePaper':
        watch?.release();
        return;
      case 'confirm':
      case 'unsure':
      case 'refused':
        background(async () => {
          const { name } = holder.screen;
          if (name !== 'confirm' && name !== 'unsure' && name !== 'refused') return;
          // Observation broke: the nonce dies, and with it every exception that carries it.
          if (at?.nonce) await context.press.use((client) => client.nonce('exception'));
          watch?.release();
          showPlacePaper('PAPER_MOVED');
        });
        return;
      default:
        return;
    }
  }

  function onFault(error: unknown): void {
    const { screen } = holder;
    if (screen.name !== 'placePaper') return;
    const code = error instanceof HufuError ? error.code : 'CAMERA_SILENT';
    if (screen.hint === code) return;
    context.onTrouble(error);
    holder.show({ ...screen, hint: code });
    background(() =>
      recordPaper(context, 'cameraFault', {
        authorization: screen.authorization,
        k: screen.k,
        frame: null,
        verdict: null,
        detail: code,
      }),
    );
  }

  /** Photographs, compares, and shows what came out. The paper is held by the eyes from before the photo on. */
  async function look(isFresh: boolean): Promise<void> {
    const [now, id] = [at, job()];
    if (!now || !watch) return;
    const [{ planned, shown }, laid] = [now, laidOf(now)];
    const { k, page } = laid;
    if (isFresh) watch.hold();
    else await watch.holdNext();
    holder.show({ name: 'comparing', authorization: id, ...laid, progress: 0.2 });
    let seen: PaperLook;
    try {
      seen = await lookAtPaper(context, id, planned, shown);
    } catch (error) {
      if (!(error instanceof HufuError) || !error.code.startsWith('CAMERA')) throw error;
      context.onTrouble(error);
      watch.release();
      showPlacePaper(error.code);
      return;
    }
    now.look = seen;
    const frame = toHex(seen.frame);
    const corners = pageCorners(context, id, page, seen);
    const refused = { photo: seen.photo, verdict: seen.look.summary };
    const told = await tellLaidPage(context, id, planned, shown, refused);
    const verdict = told?.verdict ?? seen.look.summary;
    const about = { authorization: id, k: shown ? null : k, frame: seen.frame, verdict };
    if (!watch.isSteady()) {
      watch.release();
      showPlacePaper('PAPER_MOVED');
      return;
    }
    if (seen.light && !answersLight(seen.light)) {
      watch.release();
      const detail = `${seen.light.levels.join(' ')} > ${seen.light.seen.join(' ')}`;
      await recordPaper(context, 'lightIgnored', { ...about, detail });
      showPlacePaper('CAMERA_NOT_LIVE');
      return;
    }
    // Somebody pressed the button before the paper lay there: nothing was tried, so there is nothing to record.
    if (verdict.verdict !== 'match' && verdict.reasons.includes('NO_PAPER')) {
      watch.release();
      showPlacePaper('NO_PAPER');
      return;
    }
    if (shown && verdict.verdict === 'match') {
      await recordShown(context, shown, about);
      return nextImpression({ ...shown, seam: null });
    }
    // Nobody can overrule a doubt about a page that is only shown: it is shown again.
    const outcome = shown ? 'mismatch' : verdict.verdict;
    switch (outcome) {
      case 'match':
        if (heldOf(context, id).payload.remoteConfirm) await ask(now, seen, 'confirmationAsked');
        else showConfirm(now);
        return;
      case 'mismatch':
        holder.show({
          name: 'refused',
          authorization: id,
          ...laid,
          verdict,
          frame,
          corners,
          ...(told ? { laid: told.laid } : {}),
        });
        await recordPaper(context, 'paperRefused', { ...about, detail: verdict.reasons.join(' ') });
        return;
      case 'unsure':
        await ask(now, seen, 'paperUnsure');
        return;
      default:
        outcome satisfies never;
    }
  }

  async function ask(now: OnPlaten, seen: PaperLook, because: AskedBecause): Promise<void> {
    now.nonce = await askApprovers(context, holder, {
      authorization: job(),
      planned: now.planned,
      seen,
      because,
    });
  }

  function showConfirm(now: OnPlaten): void {
    const laid = laidOf(now);
    if (!now.look || now.shown) return;
    const frame = toHex(now.look.frame);
    const sealName = sealOf(context, now.planned.seal).name;
    const corners = pageCorners(context, job(), laid.page, now.look);
    holder.show({ name: 'confirm', authorization: job(), ...laid, sealName, frame, corners });
    const { autoConfirmMs } = context.config.policy;
    if (autoConfirmMs === null) return;
    const { version } = holder;
    setTimeout(() => {
      background(async () => {
        // Whatever happened meanwhile: only this very screen goes on by itself.
        if (holder.version === version) await press();
      });
    }, autoConfirmMs);
  }

  // ---- the press

  async function press(): Promise<void> {
    const [now, id] = [at, job()];
    if (!now?.look || !watch || now.shown) return;
    const laid = laidOf(now);
    const { planned, look: seen, exception } = now;
    const { k, page } = laid;
    const verdictAt = performance.now();
    // I8: whoever calls, a press rests on a match, or on an exception for exactly this unsure frame.
    const { verdict } = seen.look.summary;
    if (verdict === 'mismatch' || (verdict === 'unsure' && !exception))
      throw new HufuError('COMMAND_NOT_POSSIBLE', { context: { screen: verdict } });
    if (heldOf(context, id).payload.remoteConfirm && !exception)
      throw new HufuError('REMOTE_CONFIRMATION_MISSING');
    unwanted = undefined;
    holder.show({ name: 'pressing', authorization: id, k });
    await context.head.goTo(seen.look, sealPlace(heldOf(context, id).payload, planned, seen.look));
    const steady = watch;
    const pressed = await pressOnce(context, {
      authorization: id,
      planned,
      look: seen,
      exception,
      objection: () =>
        unwanted ?? (memory.revoked.has(id) ? 'withdrawn' : steady.isSteady() ? undefined : 'paperMoved'),
      onUnderWay: (stopper) => {
        stop = stopper;
        if (unwanted !== undefined) stopper?.(unwanted);
      },
    });
    stop = undefined;
    await context.press.refresh();
    if (!pressed.ok) return notPressed(k, pressed.code);
    const { outcome, reason, attempt, pressMs } = pressed.value;
    if (outcome === 'notExecuted') return notPressed(k, reason);
    holder.show({ name: 'checkingAfter', authorization: id, k });
    const afterAt = performance.now();
    if (outcome === 'executed') {
      const after = await checkAfter(context, id, planned, attempt, false);
      const left = progress().plan.length - progress().executed;
      const frame = toHex(after.frame ?? seen.frame);
      // The sheet was watched all the while: it lies where it lay.
      const corners = pageCorners(context, id, page, seen);
      holder.show({
        name: 'result',
        authorization: id,
        ...laid,
        verdict: after.verdict,
        frame,
        corners,
        left,
      });
      context.onTiming({
        authorization: id,
        k,
        attempt,
        paperToVerdictMs: Math.round(verdictAt - stillAt),
        verdictToPressMs: Math.round(afterAt - verdictAt - pressMs),
        pressMs,
        compareMs: Math.round(seen.look.ms),
        afterMs: Math.round(performance.now() - afterAt),
      });
      return;
    }
    await finishJob(context, id, 'unknownOutcome');
    holder.show({ name: 'stopped', code: 'PRESS_QUARANTINED', detail: reason });
  }

  async function notPressed(k: number, code: string): Promise<void> {
    watch?.release();
    const id = job();
    const reason = endOf(context, id);
    if (reason) return end(reason);
    holder.show({
      name: 'notPressed',
      authorization: id,
      k,
      code: code === 'paperMoved' ? 'PAPER_MOVED' : code,
    });
  }

  async function takeException(message: ProvedStatement): Promise<Result<void>> {
    const signed = context.desk.proved(message);
    if (!signed.ok) return signed;
    const now = at;
    const { screen } = holder;
    if (screen.name !== 'unsure' || !now?.look || !now.nonce)
      return refuse('EXCEPTION_NOT_APPLICABLE', { problem: '现在没有等待例外的纸 / no paper waits for one' });
    const roster = rosterOf(context);
    const usable = usableNow(context, job());
    if (!usable.ok) return usable;
    const exception = verifyException(signed.value, usable.value, roster, context.notebook.clock.now(), {
      machine: context.machine,
      nonce: now.nonce,
      k: now.planned.k,
      frames: [now.look.frame],
    });
    if (!exception.ok) return exception;
    now.exception = signed.value;
    showConfirm(now);
    return accept(undefined);
  }

  return {
    next: nextImpression,
    async lookNow() {
      stillAt = performance.now();
      await look(false);
    },
    press,
    async again() {
      if (at?.nonce) await context.press.use((client) => client.nonce('exception'));
      watch?.release();
      await nextImpression(null);
    },
    async badStamp(reason) {
      const { screen } = holder;
      if (screen.name !== 'result') return;
      const { authorization, k, verdict } = screen;
      await recordPaper(context, 'badStamp', {
        authorization,
        k,
        frame: at?.look?.frame ?? null,
        verdict,
        detail: reason,
      });
    },
    takeException,
    stopMotion(reason) {
      if (holder.screen.name === 'pressing') unwanted ??= reason;
      stop?.(reason);
    },
    get planned() {
      return at?.planned ?? null;
    },
    clear() {
      watch?.stop();
      watch = undefined;
      at = null;
    },
    release: () => watch?.release(),
  };
}
