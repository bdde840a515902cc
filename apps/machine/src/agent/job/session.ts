import {
  accept,
  HufuError,
  isErrorCode,
  type KioskCommand,
  type PlannedImpression,
  type Result,
  refuse,
  toHex,
} from '@hufu/contract';
import { type SignedStatement, verifyAuthorization, verifyException } from '@hufu/statement';
import type { ProvedStatement } from '../authorization-desk.ts';
import { type PaperWatch, watchPaper } from '../paper-watch.ts';
import { heldOf, type JobContext, rosterOf, sealOf } from './job-context.ts';
import { endOf, finishJob } from './job-end.ts';
import { isSameSheet, type JobProgress, progressOf } from './job-plan.ts';
import { checkAfter, lookAtPaper, type PaperLook } from './look-step.ts';
import { photographPerson, photoNotice, recordPresence } from './person-step.ts';
import { mayPress, pressOnce } from './press-step.ts';
import { ScreenHolder } from './screen.ts';

/** The job before the touch screen. One at a time; everything that must outlive a crash is in the journal. */
export interface JobSession {
  readonly holder: ScreenHolder;
  /** The job that is before the screen, if any. */
  readonly authorization: string | null;
  command(version: number, command: KioskCommand): Promise<Result<void>>;
  /** An exception of the approvers for an unsure paper. */
  exception(message: ProvedStatement): Promise<Result<void>>;
  /** The authorization of a job died: what still can be stopped is stopped. */
  revoked(authorization: string): void;
  /** The machine was locked, or its lid opened. */
  stopMotion(reason: string): void;
  /** After a restart, once every open attempt is closed: late pictures, ends, and the job that was before the screen. */
  resume(): Promise<void>;
  /** Ends jobs whose time is over. */
  tick(): Promise<void>;
  close(): void;
}

/** What is being done with the paper on the platen. */
interface OnPlaten {
  readonly planned: PlannedImpression;
  look: PaperLook | null;
  exception: SignedStatement | null;
  /** The controller's nonce that an exception must carry. */
  nonce: Uint8Array | null;
}

/** Opens the session. */
export function openJobSession(context: JobContext): JobSession {
  const holder = new ScreenHolder();
  const { memory } = context.notebook;
  let authorization: string | null = null;
  let person: { photo: Uint8Array | null; alternative: string } = { photo: null, alternative: '' };
  let at: OnPlaten | null = null;
  let watch: PaperWatch | undefined;
  let stillAt = 0;
  let stop: ((reason: string) => void) | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  /** One transition at a time. A fault ends on the screen with its code, never in silence. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work, work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  function background(work: () => Promise<unknown>): void {
    void inTurn(async () => {
      if (!isClosed) await work();
    }).catch(showFault);
  }

  function showFault(error: unknown): void {
    context.onTrouble(error);
    if (isClosed) return;
    const code = error instanceof HufuError ? error.code : 'AGENT_FAULT';
    watch?.release();
    holder.show({ name: 'stopped', code, detail: error instanceof Error ? error.message.slice(0, 300) : '' });
  }

  const job = (): string => {
    if (authorization === null) throw new HufuError('JOB_UNKNOWN');
    return authorization;
  };
  const progress = (id = job()): JobProgress => progressOf(heldOf(context, id).payload, memory.job(id));

  // ---- begin and leave

  async function start(id: string): Promise<Result<void>> {
    const held = memory.authorizations.get(id);
    if (!held || memory.job(id).finish) return refuse('JOB_UNKNOWN');
    if (!context.pages.isReady(held.payload)) return refuse('JOB_NOT_READY');
    const may = await mayPress(context, id);
    if (!may.ok) return may;
    await context.notebook.note('session', { authorization: id });
    authorization = id;
    person = { photo: null, alternative: '' };
    holder.show({ name: 'notice', authorization: id, text: photoNotice });
    return accept(undefined);
  }

  async function leave(): Promise<void> {
    watch?.stop();
    watch = undefined;
    at = null;
    authorization = null;
    await context.notebook.note('session', { authorization: null });
    holder.show({ name: 'idle' });
  }

  async function end(reason: Parameters<typeof finishJob>[2]): Promise<void> {
    const id = job();
    const counts = await finishJob(context, id, reason);
    watch?.stop();
    watch = undefined;
    at = null;
    holder.show({ name: 'finished', authorization: id, ...counts });
  }

  // ---- the person

  async function consent(command: Extract<KioskCommand, { do: 'consent' }>): Promise<Result<void>> {
    const id = job();
    if (command.photo) {
      holder.show({ name: 'person', authorization: id, hint: 'look' });
      await takePersonPhoto();
      return accept(undefined);
    }
    if (command.vouchedBy.trim() === '') return refuse('COMMAND_NOT_POSSIBLE', { screen: 'notice' });
    person = { photo: null, alternative: command.vouchedBy.trim() };
    holder.show({ name: 'presence', authorization: id, wrong: 0 });
    return accept(undefined);
  }

  async function takePersonPhoto(): Promise<void> {
    const id = job();
    try {
      const seen = await photographPerson(context, id);
      if (seen.kind === 'again') {
        holder.show({ name: 'person', authorization: id, hint: seen.hint });
        return;
      }
      person = { photo: seen.photo, alternative: '' };
      holder.show({ name: 'presence', authorization: id, wrong: 0 });
    } catch (error) {
      context.onTrouble(error);
      holder.show({ name: 'person', authorization: id, hint: 'camera' });
    }
  }

  async function enterPin(pin: string, wrong: number): Promise<Result<void>> {
    const id = job();
    const present = await recordPresence(context, { authorization: id, pin, ...person });
    if (!present.ok) {
      holder.show({ name: 'presence', authorization: id, wrong: wrong + 1 });
      return present;
    }
    await nextImpression(null);
    return accept(undefined);
  }

  // ---- the paper

  /** Goes on with the next impression, or ends the job. */
  async function nextImpression(done: PlannedImpression | null, hint = ''): Promise<void> {
    const id = job();
    const reason = endOf(context, id);
    if (reason) return end(reason);
    const { next } = progress();
    if (!next) return end('complete');
    at = { planned: next, look: null, exception: null, nonce: null };
    watch ??= watchPaper(context.hub, { onStill, onMoved, onFault });
    if (done && isSameSheet(done, next)) return look();
    // The sheet that was stamped just now still lies there: only after it moved can the next one have come.
    if (done && watch.hasPaper) watch.hold();
    else watch.release();
    showPlacePaper(hint);
  }

  function showPlacePaper(hint: string): void {
    if (!at) return;
    const { k, page, copy } = at.planned;
    at = { planned: at.planned, look: null, exception: null, nonce: null };
    holder.show({ name: 'placePaper', authorization: job(), k, page, copy, hint });
  }

  function onStill(): void {
    if (holder.screen.name !== 'placePaper') return;
    stillAt = performance.now();
    background(async () => {
      if (holder.screen.name === 'placePaper') await look();
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
      event('cameraFault', {
        authorization: screen.authorization,
        k: screen.k,
        frame: null,
        verdict: null,
        detail: code,
      }),
    );
  }

  /** Photographs, compares, and shows what came out. The paper is held by the eyes from before the photo on. */
  async function look(): Promise<void> {
    const now = at;
    const id = job();
    if (!now || !watch) return;
    const { k, page } = now.planned;
    if (holder.screen.name !== 'placePaper') stillAt = performance.now();
    watch.hold();
    holder.show({ name: 'comparing', authorization: id, k, page, progress: 0.2 });
    let seen: PaperLook;
    try {
      seen = await lookAtPaper(context, id, now.planned);
    } catch (error) {
      if (!(error instanceof HufuError) || !error.code.startsWith('CAMERA')) throw error;
      context.onTrouble(error);
      watch.release();
      showPlacePaper(error.code);
      return;
    }
    now.look = seen;
    const frame = toHex(seen.frame);
    const verdict = seen.look.summary;
    const about = { authorization: id, k, frame: seen.frame, verdict };
    if (!watch.isSteady()) {
      watch.release();
      showPlacePaper('PAPER_MOVED');
      return;
    }
    switch (verdict.verdict) {
      case 'match':
        showConfirm(now);
        return;
      case 'mismatch':
        holder.show({ name: 'refused', authorization: id, k, page, verdict, frame });
        await event('paperRefused', { ...about, detail: verdict.reasons.join(' ').slice(0, 500) });
        return;
      case 'unsure': {
        const nonce = await context.press.use((client) => client.nonce('exception'));
        if (!nonce.ok) throw new HufuError(nonce.code, { context: nonce.context });
        now.nonce = nonce.value;
        holder.show({ name: 'unsure', authorization: id, k, page, verdict, frame, waitsForException: true });
        await event('paperUnsure', {
          ...about,
          nonce: nonce.value,
          detail: verdict.reasons.join(' ').slice(0, 500),
        });
        return;
      }
      default:
        verdict.verdict satisfies never;
    }
  }

  function showConfirm(now: OnPlaten): void {
    const { k, page, seal } = now.planned;
    if (!now.look) return;
    const frame = toHex(now.look.frame);
    const sealName = sealOf(context, seal).name;
    holder.show({ name: 'confirm', authorization: job(), k, page, sealName, frame });
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

  async function event(
    name: 'paperRefused' | 'paperUnsure' | 'cameraFault' | 'badStamp',
    about: {
      authorization: string;
      k: number;
      frame: Uint8Array | null;
      verdict: PaperLook['look']['summary'] | null;
      detail: string;
      nonce?: Uint8Array;
    },
  ): Promise<void> {
    await context.notebook.record({ type: 'event', event: name, ...about });
  }

  // ---- the press

  async function press(): Promise<void> {
    const now = at;
    const id = job();
    if (!now?.look || !watch) return;
    const { planned, look: seen, exception } = now;
    const { k, page } = planned;
    const verdictAt = performance.now();
    // I8: whoever calls, a press rests on a match, or on an exception for exactly this unsure frame.
    const { verdict } = seen.look.summary;
    if (verdict === 'mismatch' || (verdict === 'unsure' && !exception))
      throw new HufuError('COMMAND_NOT_POSSIBLE', { context: { screen: verdict } });
    holder.show({ name: 'pressing', authorization: id, k });
    await context.head.goTo(seen.look, planned.place ?? usualPlace(id, planned));
    const steady = watch;
    const pressed = await pressOnce(context, {
      authorization: id,
      planned,
      look: seen,
      exception,
      objection: () => (memory.revoked.has(id) ? 'withdrawn' : steady.isSteady() ? undefined : 'paperMoved'),
      onUnderWay: (stopper) => {
        stop = stopper;
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
      holder.show({ name: 'result', authorization: id, k, page, verdict: after.verdict, frame, left });
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

  /** Where a seal usually goes when the approval names no place: over the signature, lower right. */
  function usualPlace(id: string, planned: PlannedImpression): { xMm: number; yMm: number } {
    const page = heldOf(context, id).payload.pages[planned.page];
    const mm = 25.4 / 200;
    return { xMm: (page?.widthPx ?? 1654) * mm * 0.7, yMm: (page?.heightPx ?? 2339) * mm * 0.8 };
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

  // ---- commands

  async function obey(command: KioskCommand): Promise<Result<void>> {
    const { screen } = holder;
    const impossible = refuse('COMMAND_NOT_POSSIBLE', { screen: screen.name });
    const done = async (work: Promise<unknown>): Promise<Result<void>> => {
      await work;
      return accept(undefined);
    };
    switch (command.do) {
      case 'start':
        return screen.name === 'idle' ? start(command.authorization) : impossible;
      case 'consent':
        return screen.name === 'notice' || screen.name === 'person' ? consent(command) : impossible;
      case 'takePersonPhoto':
        return screen.name === 'person' ? done(takePersonPhoto()) : impossible;
      case 'enterPin':
        return screen.name === 'presence' ? enterPin(command.pin, screen.wrong) : impossible;
      case 'paperPlaced':
        if (screen.name !== 'placePaper') return impossible;
        stillAt = performance.now();
        return done(look());
      case 'retake':
        return done(retake(screen.name));
      case 'confirm':
        return screen.name === 'confirm' ? done(press()) : impossible;
      case 'next':
        return screen.name === 'result' ? done(nextImpression(at?.planned ?? null)) : impossible;
      case 'badStamp':
        if (screen.name !== 'result') return impossible;
        return done(
          event('badStamp', {
            authorization: screen.authorization,
            k: screen.k,
            frame: at?.look?.frame ?? null,
            verdict: screen.verdict,
            detail: command.reason,
          }),
        );
      case 'endEarly':
        if (!canEndEarly.has(screen.name) || !memory.job(job()).presence) return impossible;
        return done(end(progress().next ? 'endedEarly' : 'complete'));
      case 'leave':
        return busyScreens.has(screen.name) ? impossible : done(leave());
      default:
        return command satisfies never;
    }
  }

  async function retake(name: string): Promise<void> {
    if (
      name !== 'refused' &&
      name !== 'unsure' &&
      name !== 'notPressed' &&
      name !== 'confirm' &&
      name !== 'stopped'
    )
      return;
    if (authorization === null) return leave();
    if (at?.nonce) await context.press.use((client) => client.nonce('exception'));
    watch?.release();
    await nextImpression(null);
  }

  async function takeException(message: ProvedStatement): Promise<Result<void>> {
    const signed = context.desk.proved(message);
    if (!signed.ok) return signed;
    const now = at;
    const { screen } = holder;
    if (screen.name !== 'unsure' || !now?.look || !now.nonce)
      return refuse('EXCEPTION_NOT_APPLICABLE', { problem: '现在没有等待例外的纸 / no paper waits for one' });
    const roster = rosterOf(context);
    const usable = verifyAuthorization(
      heldOf(context, job()).signed,
      roster,
      context.freshness.statements,
      context.notebook.clock.now(),
      {
        machine: context.machine,
        rosterDigest: context.rosters.current?.digest ?? new Uint8Array(),
        nonces: context.freshness.nonce ? [context.freshness.nonce] : [],
      },
    );
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

  // ---- after a restart

  async function resumeNow(): Promise<void> {
    for (const id of memory.unfinishedJobs()) {
      if (!memory.authorizations.has(id)) continue;
      for (const planned of progress(id).unchecked) await latePicture(id, planned);
      const reason = endOf(context, id);
      if (reason) await finishJob(context, id, reason);
    }
    const { authorization: was, at: since } = memory.session;
    if (authorization !== null) {
      // The line to the controller came back in mid-job, and every open attempt is closed.
      if (holder.screen.name === 'stopped') await nextImpression(null);
      return;
    }
    if (was === null) return;
    const isRecent = context.notebook.clock.now() - since < context.config.policy.resumeMs;
    const facts = memory.job(was);
    if (!isRecent || !memory.authorizations.has(was)) return leave();
    authorization = was;
    if (facts.finish) {
      holder.show({
        name: 'finished',
        authorization: was,
        executed: facts.finish.executed,
        granted: facts.finish.granted,
      });
      return;
    }
    if (!facts.presence) {
      holder.show({ name: 'notice', authorization: was, text: photoNotice });
      return;
    }
    await nextImpression(null, 'MACHINE_NOT_RECONCILED');
  }

  async function latePicture(id: string, planned: PlannedImpression): Promise<void> {
    const made = memory
      .job(id)
      .attempts.find((a) => a.intent.k === planned.k && a.outcome?.outcome === 'executed');
    if (made) await checkAfter(context, id, planned, made.intent.attempt, true);
  }

  return {
    holder,
    get authorization() {
      return authorization;
    },
    command: (version, command) =>
      inTurn(async () => {
        if (version !== holder.version) return refuse('COMMAND_OUTDATED');
        try {
          return await obey(command);
        } catch (error) {
          showFault(error);
          return error instanceof HufuError && isErrorCode(error.code)
            ? refuse(error.code, error.context)
            : refuse('COMMAND_NOT_POSSIBLE', { screen: holder.screen.name });
        }
      }),
    exception: (message) => inTurn(() => takeException(message)),
    revoked(id) {
      if (authorization !== id) return;
      stop?.('withdrawn');
      background(async () => {
        if (authorization === id && !busyScreens.has(holder.screen.name) && memory.job(id).presence)
          await end('withdrawn');
        else if (authorization === id && !memory.job(id).presence) await leave();
      });
    },
    stopMotion(reason) {
      stop?.(reason);
    },
    resume: () => inTurn(resumeNow),
    tick: () =>
      inTurn(async () => {
        for (const id of memory.unfinishedJobs()) {
          const reason = endOf(context, id);
          if (!reason || reason === 'complete') continue;
          if (id !== authorization) await finishJob(context, id, reason);
          else if (!busyScreens.has(holder.screen.name) && holder.screen.name !== 'result') await end(reason);
        }
      }),
    close() {
      isClosed = true;
      watch?.stop();
    },
  };
}

const busyScreens: ReadonlySet<string> = new Set(['comparing', 'pressing', 'checkingAfter']);
const canEndEarly: ReadonlySet<string> = new Set([
  'placePaper',
  'refused',
  'unsure',
  'confirm',
  'result',
  'notPressed',
  'stopped',
]);
