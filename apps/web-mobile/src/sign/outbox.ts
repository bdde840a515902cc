import { errorEntry, HufuError, type RequestSummary } from '@hufu/contract';
import { type DeviceStore, openDeviceStore } from '@hufu/ui';
import { useSyncExternalStore } from 'react';
import { client } from '../session/api.ts';

/** Operations that carry a signed statement of the person. */
export type SignedOperation =
  | 'fileRequest'
  | 'reviewRequest'
  | 'approveRequest'
  | 'rejectRequest'
  | 'withdrawRequest'
  | 'overruleUnsure'
  | 'voidImpression';

/** A signed statement on its way: kept on this device until the server has answered. */
export interface Submission {
  readonly idempotencyKey: string;
  readonly operation: SignedOperation;
  readonly request: string;
  readonly login: string;
  readonly at: number;
  readonly body: { statement: string; documents?: string[]; revocation?: string };
}

/** `waiting`: signed and kept, not delivered yet (已提交，待送达). */
export type Delivery = { state: 'delivered'; summary: RequestSummary } | { state: 'waiting' };

/** Sends one submission; throws what the server or the network says. */
export type Send = (submission: Submission) => Promise<RequestSummary>;

/** The way out of this device. The same idempotency key goes with every attempt, so that a repeat counts once. */
export interface Outbox {
  submit(submission: Submission): Promise<Delivery>;
  /** Tries everything again; what is refused for good is handed to `onRefused` and leaves. */
  flush(login: string): Promise<void>;
  waiting(): readonly Submission[];
  subscribe(listener: () => void): () => void;
  load(): Promise<void>;
}

/** Whether a failure may pass by itself, or after signing in again. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof HufuError)) return false;
  return error.code === 'SESSION_MISSING' || errorEntry(error.code).retry;
}

/** Makes an outbox over a store and a way of sending. */
export function makeOutbox(
  rows: DeviceStore<Submission>,
  send: Send,
  onRefused: (submission: Submission, error: unknown) => void,
): Outbox {
  let held: readonly Submission[] = [];
  let flushing: Promise<void> | undefined;
  const listeners = new Set<() => void>();
  const change = (next: readonly Submission[]) => {
    held = next;
    for (const listener of listeners) listener();
  };
  const leave = async (s: Submission) => {
    await rows.remove(s.idempotencyKey);
    change(held.filter((h) => h.idempotencyKey !== s.idempotencyKey));
  };
  const flushNow = async (login: string) => {
    for (const s of held.filter((h) => h.login === login)) {
      try {
        await send(s);
      } catch (error) {
        // The next would fail the same way: no network, or no session.
        if (mayPass(error)) return;
        onRefused(s, error);
      }
      await leave(s);
    }
  };
  return {
    async submit(submission) {
      // 1 keep on the device 2 send 3 forget: a crash after 1 or 2 sends again under the same key.
      await rows.put(submission.idempotencyKey, submission);
      change([...held, submission]);
      try {
        const summary = await send(submission);
        await leave(submission);
        return { state: 'delivered', summary };
      } catch (error) {
        if (mayPass(error)) return { state: 'waiting' };
        await leave(submission);
        throw error;
      }
    },
    async flush(login) {
      flushing ??= flushNow(login).finally(() => {
        flushing = undefined;
      });
      await flushing;
    },
    waiting: () => held,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async load() {
      change((await rows.list()).sort((a, b) => a.at - b.at));
    },
  };
}

const refusals = new Set<(submission: Submission, error: unknown) => void>();

/** Hears of a kept submission that the server refused later. */
export function onLateRefusal(listener: (submission: Submission, error: unknown) => void): () => void {
  refusals.add(listener);
  return () => refusals.delete(listener);
}

/** The outbox of this device. */
export const outbox: Outbox = makeOutbox(
  openDeviceStore<Submission>('outbox'),
  ({ operation, body, idempotencyKey }) => {
    const { documents, revocation, statement } = body;
    if (operation === 'fileRequest')
      return client.sealUse.fileRequest({ statement, idempotencyKey, documents: documents ?? [] });
    if (operation === 'withdrawRequest')
      return client.sealUse.withdrawRequest({
        statement,
        idempotencyKey,
        ...(revocation ? { revocation } : {}),
      });
    return client.sealUse[operation]({ statement, idempotencyKey });
  },
  (submission, error) => {
    for (const listener of refusals) listener(submission, error);
  },
);

/** Submissions of this device that wait, following every change. */
export function useWaiting(): readonly Submission[] {
  return useSyncExternalStore(outbox.subscribe, outbox.waiting);
}
