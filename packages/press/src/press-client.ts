import { accept, HufuError, type Receipt, type Result, refuse } from '@hufu/contract';
import { parseSigned, verifyReceipt } from '@hufu/statement';
import { sha256 } from '@noble/hashes/sha2.js';
import type { z } from 'zod';
import type { FrameType } from './frame.ts';
import { MAX_STATEMENT_BYTES } from './frame.ts';
import type { AttemptOutcome } from './ledger.ts';
import { type AttemptRef, encodeBody, type ReplyOf, type RequestOf, replies } from './messages.ts';
import { type LinkOptions, PressLink } from './press-link.ts';
import type { NoncePurpose } from './state.ts';

/** Bytes of a statement in one LOAD frame. */
const LOAD_PIECE = 400;
/** MACHINE.md 4: a beat every 100 ms keeps the motor alive above the contact zone. */
const BEAT_MS = 100;

/** How an attempt ended, with the proof of it. */
export interface SettledAttempt {
  readonly outcome: AttemptOutcome;
  readonly reason: string;
  readonly receipt: Receipt;
  /** COSE bytes of the receipt, as `outcome` statements carry them. */
  readonly receiptCose: Uint8Array;
}

/** An order to press. */
export interface PressRequest extends AttemptRef {
  readonly preHash: Uint8Array;
  /** SHA-256 of the payload bytes of the exception loaded before, when the intent rests on one. */
  readonly exception?: Uint8Array;
}

/** The agent's side of the press controller. Refusals are values; a silent or swapped controller is a thrown fault. */
export class PressClient {
  readonly #options: LinkOptions;
  readonly #link: PressLink;
  #greeting: ReplyOf<'HELLO'> | undefined;
  #beating: { count: number; cancel: () => void } | undefined;
  #loading: Promise<unknown> = Promise.resolve();
  readonly #wakers = new Set<() => void>();

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#link = new PressLink({
      ...options,
      onEvent: (body) => {
        options.onEvent?.(body);
        for (const wake of [...this.#wakers]) wake();
      },
    });
  }

  /** Listens to the port. Call `hello` next. */
  start(): void {
    this.#link.start();
  }

  /** Ends; everything that waits is rejected with PRESS_LINK_CLOSED. */
  stop(): void {
    this.#beating?.cancel();
    this.#beating = undefined;
    this.#link.stop();
    for (const wake of [...this.#wakers]) wake();
  }

  /**
   * Begins a session: after start and after every PRESS_LINK_SILENT. A `boot` other than the last means that the controller
   * lost its memory: bring freshness and authorizations again. Reconcile the ledger next in any case.
   */
  async hello(): Promise<ReplyOf<'HELLO'>> {
    this.#greeting = await this.#link.hello();
    return this.#greeting;
  }

  /** How things stand. */
  status(): Promise<Result<ReplyOf<'STATUS'>>> {
    return this.#link.ask('STATUS', {}, replies.STATUS);
  }

  /** Reads the ledger. */
  ledger(what: RequestOf<'LEDGER'>): Promise<Result<ReplyOf<'LEDGER'>>> {
    return this.#link.ask('LEDGER', what, replies.LEDGER);
  }

  /** Reads the ledger without a session, whatever state the controller is in. */
  rescueLedger(what: RequestOf<'LEDGER'>): Promise<Result<ReplyOf<'LEDGER'>>> {
    return this.#link.askRescue(what, replies.LEDGER);
  }

  /** The controller's time, as witnesses vouch for it. */
  time(): Promise<Result<ReplyOf<'TIME'>>> {
    return this.#link.ask('TIME', {}, replies.TIME);
  }

  /** A nonce for witnesses, for service people, or for an exception. Only the newest of each purpose counts. */
  async nonce(purpose: NoncePurpose): Promise<Result<Uint8Array>> {
    const reply = await this.#link.ask('NONCE', { purpose }, replies.NONCE);
    return reply.ok ? accept(reply.value.nonce) : reply;
  }

  /** First roster, or the next one. The one already held is accepted again. */
  loadRoster(cose: Uint8Array): Promise<Result<ReplyOf<'ROSTER'>>> {
    return this.#load(cose, 'ROSTER', replies.ROSTER);
  }

  /** Statements of k witnesses that answer the newest freshness nonce. */
  loadFreshness(statements: readonly Uint8Array[]): Promise<Result<ReplyOf<'FRESHNESS'>>> {
    return this.#load(encodeBody([...statements]), 'FRESHNESS', replies.FRESHNESS);
  }

  /** Books an authorization, or brings it back after a restart of the controller; twice changes nothing. */
  authorize(cose: Uint8Array): Promise<Result<ReplyOf<'AUTHORIZATION'>>> {
    return this.#load(cose, 'AUTHORIZATION', replies.AUTHORIZATION);
  }

  /** Brings the exception that the next PRESS names. */
  loadException(cose: Uint8Array): Promise<Result<ReplyOf<'EXCEPTION'>>> {
    return this.#load(cose, 'EXCEPTION', replies.EXCEPTION);
  }

  /** Brings a `service` statement: clear tamper, release quarantine, lock down, unlock. */
  service(cose: Uint8Array): Promise<Result<ReplyOf<'SERVICE'>>> {
    return this.#load(cose, 'SERVICE', replies.SERVICE);
  }

  /**
   * Orders one press. Accepted means: the claim is durable and the head may be moving; then call `settled`.
   * Journal the intent before. A thrown PRESS_LINK_SILENT says nothing about what happened: call `resolve`.
   */
  async press(order: PressRequest): Promise<Result<ReplyOf<'PRESS'>>> {
    const stopBeats = this.keepBeating();
    try {
      const { authorization, k, a, preHash, exception = null } = order;
      return await this.#link.ask('PRESS', { authorization, k, a, preHash, exception }, replies.PRESS);
    } finally {
      stopBeats();
    }
  }

  /** `press` and `settled` without a pause between them: the usual way. Throws as they do; then call `resolve`. */
  async pressToEnd(order: PressRequest): Promise<Result<SettledAttempt>> {
    const stopBeats = this.keepBeating();
    try {
      const pressed = await this.press(order);
      return pressed.ok ? await this.settled(order) : pressed;
    } finally {
      stopBeats();
    }
  }

  /** Kills an attempt that never began, or stops one above the contact zone; `attempt.outcome` is null while it still moves. */
  voidAttempt(ref: AttemptRef & { readonly preHash: Uint8Array }): Promise<Result<ReplyOf<'VOID_ATTEMPT'>>> {
    const { authorization, k, a, preHash } = ref;
    return this.#link.ask('VOID_ATTEMPT', { authorization, k, a, preHash }, replies.VOID_ATTEMPT);
  }

  /** Voids what an authorization still permits. */
  close(authorization: string): Promise<Result<ReplyOf<'CLOSE'>>> {
    return this.#link.ask('CLOSE', { authorization }, replies.CLOSE);
  }

  /** The receipt of an attempt; null while it is not settled. */
  async receipt({ authorization, k, a }: AttemptRef): Promise<Result<SettledAttempt | null>> {
    const pieces: Uint8Array[] = [];
    for (let offset = 0; ; ) {
      const reply = await this.#link.ask('RECEIPT', { authorization, k, a, offset }, replies.RECEIPT);
      if (!reply.ok) return reply;
      if (!reply.value.settled) return accept(null);
      const { total, bytes, outcome, reason } = reply.value;
      pieces.push(bytes);
      offset += bytes.length;
      if (offset >= total)
        return this.#checked(Uint8Array.from(pieces.flatMap((p) => [...p])), outcome, reason);
      if (bytes.length === 0) throw new HufuError('PRESS_FRAME_INVALID', { context: { problem: 'RECEIPT' } });
    }
  }

  /** Waits until an attempt is settled, beating meanwhile. */
  async settled(ref: AttemptRef): Promise<Result<SettledAttempt>> {
    const stopBeats = this.keepBeating();
    try {
      for (;;) {
        const found = await this.receipt(ref);
        if (!found.ok) return found;
        if (found.value) return accept(found.value);
        await this.#eventOr(BEAT_MS);
      }
    } finally {
      stopBeats();
    }
  }

  /**
   * The one way out of doubt, after a restart or a silent line: greets anew, ends the attempt wherever it stands, and
   * says how it ended. Never presses. Refuses with PRESS_AUTHORIZATION_UNKNOWN when the controller never had it.
   */
  async resolve(ref: AttemptRef & { readonly preHash: Uint8Array }): Promise<Result<SettledAttempt>> {
    if (!this.#link.hasSession) await this.hello();
    for (;;) {
      const voided = await this.voidAttempt(ref);
      if (!voided.ok && voided.code !== 'PRESS_BUSY') return voided;
      if (voided.ok && voided.value.attempt.outcome !== null) return this.settled(ref);
      await this.#eventOr(BEAT_MS);
    }
  }

  /** Stops the motor above the contact zone; overtakes whatever waits. */
  estop(): Promise<Result<ReplyOf<'ESTOP'>>> {
    return this.#link.askAtOnce('ESTOP', {}, replies.ESTOP);
  }

  /** One sign of life. */
  beat(): void {
    this.#link.tell('BEAT', {});
  }

  /** Beats until the returned function is called. `press` and `settled` do it by themselves. */
  keepBeating(): () => void {
    const beating = this.#beating ?? { count: 0, cancel: () => {} };
    this.#beating = beating;
    beating.count++;
    if (beating.count === 1) {
      const next = () => {
        this.beat();
        beating.cancel = this.#options.setTimer(next, BEAT_MS);
      };
      next();
    }
    return () => {
      beating.count--;
      if (beating.count > 0) return;
      beating.cancel();
      if (this.#beating === beating) this.#beating = undefined;
    };
  }

  #checked(cose: Uint8Array, outcome: AttemptOutcome, reason: string): Result<SettledAttempt> {
    const signed = parseSigned(cose);
    if (!signed.ok) return signed;
    if (!this.#greeting) throw new HufuError('PRESS_LINK_CLOSED');
    const receipt = verifyReceipt(signed.value, this.#greeting.key);
    if (!receipt.ok) return receipt;
    if (receipt.value.outcome !== outcome) return refuse('SIGNATURE_INVALID');
    return accept({ outcome, reason, receipt: receipt.value, receiptCose: cose });
  }

  /** Until the next event, or so long. */
  #eventOr(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        this.#wakers.delete(wake);
        resolve();
      };
      const cancel = this.#options.setTimer(wake, ms);
      this.#wakers.add(wake);
    });
  }

  /** LOAD frames and the frame that uses them, not mixed with those of another statement. */
  #load<R>(bytes: Uint8Array, type: FrameType, schema: z.ZodType<R>): Promise<Result<R>> {
    const work = async (): Promise<Result<R>> => {
      if (bytes.length > MAX_STATEMENT_BYTES) return refuse('PRESS_FRAME_INVALID', { problem: '> 16 KiB' });
      const digest = sha256(bytes);
      const m = Math.max(1, Math.ceil(bytes.length / LOAD_PIECE));
      for (let i = 0; i < m; i++) {
        const piece = bytes.slice(i * LOAD_PIECE, (i + 1) * LOAD_PIECE);
        const loaded = await this.#link.ask('LOAD', { digest, i, m, bytes: piece }, replies.LOAD);
        if (!loaded.ok) return loaded;
      }
      return this.#link.ask(type, { digest }, schema);
    };
    const mine = this.#loading.then(work, work);
    // The next load waits for the end of this one, however it ends; the caller of this one gets its error.
    this.#loading = mine.then(
      () => undefined,
      () => undefined,
    );
    return mine;
  }
}
