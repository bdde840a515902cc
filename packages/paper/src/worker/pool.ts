import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { HufuError } from '@hufu/contract';
import { endThread, LAST_TASK_MS } from './end-thread.ts';
import {
  type Answers,
  type ApprovedBytes,
  PAGES_KEPT,
  type Reply,
  type Request,
  type Task,
} from './messages.ts';

interface Job {
  readonly id: number;
  readonly task: Task;
  /** Names the approved page; '' for tasks without one. */
  readonly page: string;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

/** Threads that end without having answered once, one after another, before the pool gives up. */
const FALSE_STARTS = 3;

/** No honest page takes this long, however busy the machine; a file made to keep a core busy for ever does. */
const TASK_MS = 180_000;

/** A thread works on planes, which lie outside V8's heap; of small objects it makes few, and V8 would set twice as much aside for them. */
const SMALL_OBJECTS = { maxYoungGenerationSizeMb: 24 };

/** How many pages a task is about: thick contracts may take their time. */
function pagesOf(task: Task): number {
  if (task.kind === 'pages') return task.pages.length + task.photos.length;
  if (task.kind === 'seam') return task.sheets.length;
  return 1;
}

interface Seat {
  worker: Worker;
  job: Job | undefined;
  /** The pages its thread still has prepared, with where the last photos showed them; the one used last is at the end. */
  pages: readonly string[];
}

/**
 * Who takes a task: the thread that has its page, so that after the press is known what was seen before it; else the one
 * that loses least. Any other gives the same answer, later.
 */
function seatFor(free: readonly Seat[], page: string): Seat | undefined {
  const holder = page === '' ? undefined : free.find((s) => s.pages.includes(page));
  return holder ?? [...free].sort((a, b) => a.pages.length - b.pages.length)[0];
}

type Ask<K extends Task['kind']> = Omit<Extract<Task, { kind: K }>, 'kind'>;

/** Worker threads that render and compare papers; the caller's event loop never computes. */
export interface PaperPool {
  /** A document to pages at 200 dpi, the same bytes for the same input. */
  render(bytes: Uint8Array, name?: string): Promise<Answers['render']>;
  /** Prepares an approved page ahead of time. */
  prepare(approved: ApprovedBytes): Promise<Answers['prepare']>;
  before(input: Ask<'before'>): Promise<Answers['before']>;
  after(input: Ask<'after'>): Promise<Answers['after']>;
  /** Which approved page each sheet is; a page that is missing, repeated, out of order or upside down is told. */
  pages(input: Ask<'pages'>): Promise<Answers['pages']>;
  /** Judges a seal across the seam (骑缝章) from photos of the sheets. */
  seam(input: Ask<'seam'>): Promise<Answers['seam']>;
  /** Sheets fanned out for such a seal, before or after the press. */
  fan(input: Ask<'fan'>): Promise<Answers['fan']>;
  /** Whether faces are in a photo; nobody is identified. */
  detectFace(jpeg: Uint8Array): Promise<Answers['detectFace']>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

function pageOf(task: Task): string {
  if (!('approved' in task)) return '';
  return `${createHash('sha256').update(task.approved.bytes).digest('hex')}:${task.approved.page ?? 1}`;
}

class WorkerPool implements PaperPool {
  readonly #seats: Seat[] = [];
  readonly #waiting: Job[] = [];
  readonly #script: URL;
  #next = 1;
  /** Since the last answer. */
  #falseStarts = 0;
  #cause: unknown;
  #closed = false;

  readonly #taskMs: number;

  constructor(script: URL, taskMs: number) {
    this.#script = script;
    this.#taskMs = taskMs;
  }

  start(size: number): void {
    for (let i = 0; i < size; i++) this.#seats.push(this.#seat());
  }

  render(bytes: Uint8Array, name?: string): Promise<Answers['render']> {
    return this.#ask<'render'>({ kind: 'render', bytes, ...(name === undefined ? {} : { name }) });
  }

  prepare(approved: ApprovedBytes): Promise<Answers['prepare']> {
    return this.#ask<'prepare'>({ kind: 'prepare', approved });
  }

  before(input: Ask<'before'>): Promise<Answers['before']> {
    return this.#ask<'before'>({ kind: 'before', ...input });
  }

  after(input: Ask<'after'>): Promise<Answers['after']> {
    return this.#ask<'after'>({ kind: 'after', ...input });
  }

  pages(input: Ask<'pages'>): Promise<Answers['pages']> {
    return this.#ask<'pages'>({ kind: 'pages', ...input });
  }

  seam(input: Ask<'seam'>): Promise<Answers['seam']> {
    return this.#ask<'seam'>({ kind: 'seam', ...input });
  }

  fan(input: Ask<'fan'>): Promise<Answers['fan']> {
    return this.#ask<'fan'>({ kind: 'fan', ...input });
  }

  detectFace(jpeg: Uint8Array): Promise<Answers['detectFace']> {
    return this.#ask<'detectFace'>({ kind: 'detectFace', jpeg });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const stopped = () => new HufuError('PAPER_WORKER_STOPPED');
    for (const job of this.#waiting.splice(0)) job.reject(stopped());
    await Promise.all(
      this.#seats.splice(0).map(async (seat) => {
        seat.job?.reject(stopped());
        seat.job = undefined;
        seat.worker.removeAllListeners('exit');
        await endThread(seat.worker, Math.min(this.#taskMs, LAST_TASK_MS));
      }),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #ask<K extends keyof Answers>(task: Extract<Task, { kind: K }>): Promise<Answers[K]> {
    if (this.#closed) return Promise.reject(new HufuError('PAPER_WORKER_STOPPED'));
    return new Promise<Answers[K]>((resolve, reject) => {
      this.#waiting.push({
        id: this.#next++,
        task,
        page: pageOf(task),
        // The worker answers a task with its own kind of answer: perform() is typed so.
        resolve: (answer) => resolve(answer as Answers[K]),
        reject,
      });
      this.#dispatch();
    });
  }

  #seat(): Seat {
    const worker = new Worker(this.#script, { resourceLimits: SMALL_OBJECTS });
    // A pool kept open by a finished command must not keep the process alive; a running job refs it again.
    worker.unref();
    const seat: Seat = { worker, job: undefined, pages: [] };
    worker.on('message', (reply: Reply) => this.#settle(seat, reply));
    worker.on('error', (cause) => {
      this.#cause = cause;
      seat.job?.reject(new HufuError('PAPER_WORKER_STOPPED', { cause }));
      seat.job = undefined;
    });
    worker.on('exit', () => {
      seat.job?.reject(new HufuError('PAPER_WORKER_STOPPED'));
      seat.job = undefined;
      const i = this.#seats.indexOf(seat);
      if (i < 0 || this.#closed) return;
      this.#falseStarts++;
      // A thread that cannot even load would be started again and again, a core's worth of nothing.
      if (this.#falseStarts >= FALSE_STARTS) this.#seats.splice(i, 1);
      else this.#seats[i] = this.#seat();
      this.#dispatch();
    });
    return seat;
  }

  #settle(seat: Seat, reply: Reply): void {
    const { job } = seat;
    if (!job || job.id !== reply.id) return;
    this.#falseStarts = 0;
    seat.job = undefined;
    seat.worker.unref();
    if (reply.ok) job.resolve(reply.answer);
    else if (reply.code) job.reject(new HufuError(reply.code, { context: reply.context }));
    else job.reject(new Error(`the comparison failed: ${reply.message}`));
    this.#dispatch();
  }

  /** A thread in the middle of a decoder hears nothing: it can only be ended, and another takes its seat. */
  #stopAfter(seat: Seat, job: Job): void {
    const timer = setTimeout(() => {
      const i = this.#seats.indexOf(seat);
      if (seat.job !== job || i < 0) return;
      seat.job = undefined;
      this.#seats[i] = this.#seat();
      job.reject(new HufuError('PAPER_WORKER_STOPPED', { context: { task: job.task.kind } }));
      void seat.worker.terminate();
      this.#dispatch();
    }, this.#taskMs * pagesOf(job.task));
    timer.unref();
  }

  #dispatch(): void {
    if (this.#seats.length === 0) {
      for (const job of this.#waiting.splice(0))
        job.reject(new HufuError('PAPER_WORKER_STOPPED', { cause: this.#cause }));
      return;
    }
    for (;;) {
      const free = this.#seats.filter((s) => !s.job);
      const job = this.#waiting[0];
      if (!job || free.length === 0) return;
      const seat = seatFor(free, job.page);
      if (!seat) return;
      this.#waiting.shift();
      seat.job = job;
      if (job.page) seat.pages = [...seat.pages.filter((p) => p !== job.page), job.page].slice(-PAGES_KEPT);
      seat.worker.ref();
      const request: Request = { id: job.id, task: job.task };
      seat.worker.postMessage(request);
      this.#stopAfter(seat, job);
    }
  }
}

/** Starts the worker threads; close the pool, or declare it with `await using`. */
export function openPaperPool(
  options: { readonly size?: number; readonly script?: URL; readonly taskMs?: number } = {},
): PaperPool {
  const script = options.script ?? new URL('./worker.ts', import.meta.url);
  const pool = new WorkerPool(script, options.taskMs ?? TASK_MS);
  pool.start(options.size ?? 1);
  return pool;
}
