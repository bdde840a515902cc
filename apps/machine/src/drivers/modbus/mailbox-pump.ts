import { type HostMailbox, MAILBOX_HEAD } from './mailbox.ts';

/** The registers of a board, however they are reached. */
export interface RegisterBus {
  /** Reads input registers; rejects when no answer came within `withinMs`. */
  read(at: number, count: number, withinMs: number): Promise<number[]>;
  write(values: number[], withinMs: number): Promise<void>;
}

/** What pumps need from around them. */
export interface MailboxPump {
  readonly mailbox: HostMailbox;
  readonly bus: RegisterBus;
  /** The time of the longest telegram and its answer. */
  readonly telegramMs: number;
  readonly isOpen: () => boolean;
  readonly onBytes: (bytes: Uint8Array) => void;
  /** Rests while nothing is to be said. */
  readonly pause: () => Promise<void>;
}

/** After so many telegrams without an answer the line counts as gone. */
const MOST_SILENCES = 5;
/** A board that is slow once gets more time at the next telegram, up to this. */
const LONGEST_MS = 400;
/** Data registers that are asked for with the head: most replies fit, and a serial bus is slow. */
const SHORT_READ = 32;
/** Bytes of the longest telegram (FC16 with a full piece) and of its answer, and what a board needs to think. */
const LONGEST_TELEGRAM_BYTES = 9 + 2 * 123 + 8;
const THINKING_MS = 45;
/** Start, eight bits, parity or a second stop. */
const BITS_A_BYTE = 11;

/** How long the longest telegram and its answer take on a serial bus. */
export function telegramMsAt(baudRate: number): number {
  return Math.ceil((LONGEST_TELEGRAM_BYTES * BITS_A_BYTE * 1000) / baudRate) + THINKING_MS;
}

/**
 * Carries bytes between mailbox and board until the line is closed or gone. A lost telegram is asked again after the time
 * that one takes, not after a generous one: the controller stops its motor when it hears nothing for 250 ms, and a beat
 * goes out every 100.
 */
export async function pumpMailbox(pump: MailboxPump): Promise<void> {
  const { mailbox, bus, telegramMs, isOpen } = pump;
  let silences = 0;

  async function exchange(withinMs: number): Promise<boolean> {
    const head = await bus.read(0, MAILBOX_HEAD + SHORT_READ, withinMs);
    const more = Math.ceil((head[2] ?? 0) / 2) - SHORT_READ;
    const rest = more > 0 ? await bus.read(MAILBOX_HEAD + SHORT_READ, more, withinMs) : [];
    const bytes = mailbox.take([...head, ...rest]);
    if (bytes.length > 0) pump.onBytes(bytes);
    const written = mailbox.toWrite();
    if (!written) return false;
    await bus.write(written, withinMs);
    mailbox.wrote();
    return true;
  }

  while (isOpen() && silences < MOST_SILENCES) {
    try {
      const isBusy = await exchange(Math.max(telegramMs, Math.min(LONGEST_MS, telegramMs * 2 ** silences)));
      silences = 0;
      if (!isBusy) await pump.pause();
    } catch {
      // A telegram without an answer is asked again; a board that stays silent ends the line, and the agent opens anew.
      silences++;
    }
  }
}
