import { accept, HufuError, isErrorCode, type KioskCommand, type Result, refuse } from '@hufu/contract';
import { openTurns } from '@hufu/durable';
import type { ProvedStatement } from '../authorization-desk.ts';
import { recordRefill, recordRefillBy } from '../ink-keeper.ts';
import { heldOf, type JobContext } from './job-context.ts';
import { type EndReason, endOf, finishJob } from './job-end.ts';
import { type JobProgress, progressOf } from './job-plan.ts';
import { takeLatePictures } from './look-step.ts';
import { openPaperDesk } from './paper-desk.ts';
import { photographPerson, photoNotice, recordPresence } from './person-step.ts';
import { mayPress } from './press-step.ts';
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

/** Opens the session. */
export function openJobSession(context: JobContext): JobSession {
  const holder = new ScreenHolder();
  const { memory } = context.notebook;
  let authorization: string | null = null;
  let person: { photo: Uint8Array | null; alternative: string } = { photo: null, alternative: '' };
  /** One transition at a time. A fault ends on the screen with its code, never in silence. */
  const inTurn = openTurns();
  let isClosed = false;

  function background(work: () => Promise<unknown>): void {
    void inTurn(async () => {
      if (!isClosed) await work();
    }).catch(showFault);
  }

  function showFault(error: unknown): void {
    context.onTrouble(error);
    if (isClosed) return;
    const code = error instanceof HufuError ? error.code : 'AGENT_FAULT';
    paper.release();
    holder.show({ name: 'stopped', code, detail: error instanceof Error ? error.message.slice(0, 300) : '' });
  }

  const job = (): string => {
    if (authorization === null) throw new HufuError('JOB_UNKNOWN');
    return authorization;
  };
  const progress = (id = job()): JobProgress => progressOf(heldOf(context, id).payload, memory.job(id));

  const paper = openPaperDesk({ context, holder, job, end, background });

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
    holder.show({ name: 'notice', authorization: id, text: photoNotice(context.rosters.current?.roster) });
    return accept(undefined);
  }

  async function leave(): Promise<void> {
    paper.clear();
    authorization = null;
    await context.notebook.note('session', { authorization: null });
    holder.show({ name: 'idle' });
  }

  async function end(reason: EndReason): Promise<void> {
    const id = job();
    const counts = await finishJob(context, id, reason);
    paper.clear();
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
    await paper.next(null);
    return accept(undefined);
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
        return done(paper.lookNow());
      case 'retake':
        return done(retake(screen.name));
      case 'confirm':
        return screen.name === 'confirm' ? done(paper.press()) : impossible;
      case 'next':
        return screen.name === 'result' ? done(paper.next(paper.planned)) : impossible;
      case 'badStamp':
        if (screen.name !== 'result') return impossible;
        return done(paper.badStamp(command.reason));
      case 'endEarly':
        if (!canEndEarly.has(screen.name) || !memory.job(job()).presence) return impossible;
        return done(end(progress().next ? 'endedEarly' : 'complete'));
      case 'leave':
        return busyScreens.has(screen.name) ? impossible : done(leave());
      case 'inkRefilled':
        if (screen.name !== 'idle') return impossible;
        return recordRefill(context.notebook, command.by, context.rosters.current !== undefined);
      case 'refillInk':
        if (screen.name !== 'idle') return impossible;
        return refill(command);
      default:
        return command satisfies never;
    }
  }

  async function refill(command: Extract<KioskCommand, { do: 'refillInk' }>): Promise<Result<void>> {
    const { notebook, config, rosters } = context;
    const recorded = await recordRefillBy(notebook, config.pinsFile, rosters.current?.roster, command);
    if (recorded.ok) holder.changed();
    return recorded;
  }

  async function retake(name: string): Promise<void> {
    if (!canRetake.has(name)) return;
    if (authorization === null) return leave();
    // A fault may have come before anybody was present: then the job begins where it began.
    if (!memory.job(job()).presence) return leave();
    await paper.again();
  }

  // ---- after a restart

  async function resumeNow(): Promise<void> {
    for (const id of memory.unfinishedJobs()) {
      if (!memory.authorizations.has(id)) continue;
      await takeLatePictures(context, id);
      const reason = endOf(context, id);
      if (reason) await finishJob(context, id, reason);
    }
    const { authorization: was, at: since } = memory.session;
    if (authorization !== null) {
      // The line to the controller came back in mid-job, and every open attempt is closed.
      if (holder.screen.name === 'stopped') await paper.next(null);
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
      holder.show({ name: 'notice', authorization: was, text: photoNotice(context.rosters.current?.roster) });
      return;
    }
    await paper.next(null, 'MACHINE_NOT_RECONCILED');
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
    exception: (message) => inTurn(() => paper.takeException(message)),
    revoked(id) {
      if (authorization !== id) return;
      paper.stopMotion('withdrawn');
      background(async () => {
        if (authorization === id && !busyScreens.has(holder.screen.name) && memory.job(id).presence)
          await end('withdrawn');
        else if (authorization === id && !memory.job(id).presence) await leave();
      });
    },
    stopMotion(reason) {
      paper.stopMotion(reason);
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
      paper.clear();
    },
  };
}

const busyScreens: ReadonlySet<string> = new Set(['comparing', 'pressing', 'checkingAfter']);
const canRetake: ReadonlySet<string> = new Set(['refused', 'unsure', 'notPressed', 'confirm', 'stopped']);
const canEndEarly: ReadonlySet<string> = new Set([
  'placePaper',
  'refused',
  'unsure',
  'confirm',
  'result',
  'notPressed',
  'stopped',
]);
