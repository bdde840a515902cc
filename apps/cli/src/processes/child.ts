import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { HufuError } from '@hufu/contract';
import { partMark } from './end-with-parent.ts';

const hufu = join(dirname(fileURLToPath(import.meta.url)), '../../bin/hufu.mjs');
const readyMark = 'HUFU-READY ';

/** Tells the parent, on standard output, that a long-running command is up. Harmless without a parent. */
export function announceReady(what: Record<string, unknown>): void {
  console.log(readyMark + JSON.stringify(what));
}

/** A long-running part of the demo: one `hufu` command in a process of its own. */
export interface PartSpec {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Everything it prints goes here. */
  readonly logFile: string;
  readonly readyWithinMs: number;
  /** The part answers orders of this process (see `answerOrders`). */
  readonly takesOrders?: boolean;
}

/** A part that runs, and is started again when it dies: as a service manager would do. */
export interface Part {
  readonly name: string;
  readonly pid: () => number | undefined;
  readonly restarts: () => number;
  /** What it announced when it was last ready. */
  readonly ready: () => Promise<Record<string, unknown>>;
  /** Gives the part an order and waits for its answer; structured values with bytes are fine. */
  order(what: string, value: unknown): Promise<unknown>;
  /** kill -9, for tests: it comes back by itself. */
  kill(): void;
  /** Stops it for good; waits until it has ended. */
  stop(): Promise<void>;
}

/** Starts a part and resolves when it announces that it is ready. */
export async function startPart(spec: PartSpec, say: (line: string) => void = () => {}): Promise<Part> {
  mkdirSync(dirname(spec.logFile), { recursive: true });
  const log = createWriteStream(spec.logFile, { flags: 'a' });
  let child: ChildProcess | undefined;
  let restarts = 0;
  let stopping = false;
  let ready = Promise.withResolvers<Record<string, unknown>>();
  let ended = Promise.withResolvers<void>();

  const orders = openOrders();
  const launch = () => {
    const gate = ready;
    const over = ended;
    const p = spawn(process.execPath, [hufu, ...spec.args], {
      env: { ...process.env, ...spec.env, [partMark]: '1' },
      // Its input is never written to: that it ends tells the part that we have died.
      stdio: spec.takesOrders ? ['pipe', 'pipe', 'pipe', 'ipc'] : ['pipe', 'pipe', 'pipe'],
      serialization: 'advanced',
    });
    child = p;
    p.on('message', (answer) => orders.settle(answer));
    const timer = setTimeout(() => {
      gate.reject(new HufuError('PART_NOT_READY', { context: { part: spec.name, log: spec.logFile } }));
      p.kill('SIGKILL');
    }, spec.readyWithinMs);
    if (p.stdout)
      createInterface({ input: p.stdout }).on('line', (line) => {
        if (line.startsWith(readyMark)) {
          clearTimeout(timer);
          gate.resolve(JSON.parse(line.slice(readyMark.length)));
        } else log.write(`${line}\n`);
      });
    p.stderr?.on('data', (d) => log.write(d));
    p.on('exit', (code, signal) => {
      clearTimeout(timer);
      over.resolve();
      orders.fail(new HufuError('PART_NOT_READY', { context: { part: spec.name, log: spec.logFile } }));
      gate.reject(new HufuError('PART_NOT_READY', { context: { part: spec.name, log: spec.logFile } }));
      gate.promise.catch(() => {});
      if (stopping) return;
      say(`${spec.name}: ended (${signal ?? code}), starting again`);
      restarts += 1;
      ready = Promise.withResolvers();
      ready.promise.catch(() => {});
      ended = Promise.withResolvers();
      // A part that dies at once is not started in a tight circle.
      setTimeout(() => !stopping && launch(), Math.min(200 * restarts, 5_000));
    });
  };

  launch();
  try {
    await ready.promise;
  } catch (e) {
    stopping = true;
    child?.kill('SIGKILL');
    throw e;
  }
  return {
    name: spec.name,
    pid: () => child?.pid,
    restarts: () => restarts,
    ready: () => ready.promise,
    async order(what, value) {
      await ready.promise;
      return orders.give(what, value, (m) => child?.send(m));
    },
    kill: () => void child?.kill('SIGKILL'),
    async stop() {
      stopping = true;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const killer = setTimeout(() => child?.kill('SIGKILL'), 20_000);
      await ended.promise;
      clearTimeout(killer);
      log.end();
    },
  };
}

interface Order {
  readonly order: number;
  readonly what: string;
  readonly value: unknown;
}
type Answer =
  | { readonly order: number; readonly value: unknown }
  | { readonly order: number; readonly problem: string };

/** Orders that wait for their answers. */
function openOrders() {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(fault: unknown): void }>();
  let last = 0;
  return {
    give(what: string, value: unknown, send: (order: Order) => void): Promise<unknown> {
      const order = ++last;
      return new Promise((resolve, reject) => {
        waiting.set(order, { resolve, reject });
        send({ order, what, value });
      });
    },
    settle(message: unknown) {
      if (typeof message !== 'object' || message === null || !('order' in message)) return;
      const answer = message as Answer;
      const who = waiting.get(answer.order);
      waiting.delete(answer.order);
      if ('problem' in answer) who?.reject(new Error(answer.problem));
      else who?.resolve(answer.value);
    },
    fail(fault: unknown) {
      for (const who of waiting.values()) who.reject(fault);
      waiting.clear();
    },
  };
}

/** In the part: answers the orders of the process that started it, as each is done. */
export function answerOrders(carryOut: (what: string, value: unknown) => Promise<unknown>): void {
  process.on('message', (message) => {
    const { order, what, value } = message as Order;
    carryOut(what, value).then(
      (answer) => process.send?.({ order, value: answer }),
      (e) => process.send?.({ order, problem: e instanceof Error ? e.message : String(e) }),
    );
  });
  // A part that was told to stop must not stay for orders that may still come.
  process.channel?.unref();
}
