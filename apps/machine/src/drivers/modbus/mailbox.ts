/*
 * A byte pipe through Modbus registers, for boards that speak nothing else. What goes through it are the frames of the serial
 * protocol, sealed end to end: the mailbox is believed in nothing. It numbers its pieces, so that a telegram that was sent
 * twice or answered in vain delivers no byte twice; what it loses, the link sends again.
 *
 * Holding registers, written by the host (FC16):  0 outSeq · 1 inAck  · 2 outBytes · 3… data, two bytes each, high byte first
 * Input registers, read by the host (FC04):       0 outAck · 1 inSeq  · 2 inBytes  · 3… data
 */

/** Registers before the data. */
export const MAILBOX_HEAD = 3;
/** Bytes of one piece: a telegram of FC16 holds 123 registers. */
export const MAILBOX_PIECE = 240;
const DATA_REGISTERS = MAILBOX_PIECE / 2;
/** All registers of one side. */
export const MAILBOX_REGISTERS = MAILBOX_HEAD + DATA_REGISTERS;

/** The host's end. */
export interface HostMailbox {
  /** Takes bytes that are to go out. */
  send(bytes: Uint8Array): void;
  /** What to write now, or undefined when nothing is to be said. */
  toWrite(): number[] | undefined;
  /** It was written and answered; without an answer it is written again. */
  wrote(): void;
  /** Takes what was read; answers with the bytes that came in. */
  take(registers: readonly number[]): Uint8Array;
}

/** The board's end: what a firmware does. */
export interface BoardMailbox {
  send(bytes: Uint8Array): void;
  /** What the host reads. */
  readonly input: readonly number[];
  /** Takes what the host wrote; answers with the bytes that came in. */
  take(registers: readonly number[]): Uint8Array;
}

const next = (seq: number): number => (seq + 1) & 0xffff;

/** Opens the host's end. It begins where the board stands: what lay in the box before belongs to nobody now. */
export function openHostMailbox(): HostMailbox {
  const queue = byteQueue();
  let isKnown = false;
  let outSeq = 0;
  let lastIn = 0;
  let flying: Uint8Array | undefined;
  let owesAck = false;
  return {
    send: queue.push,
    toWrite() {
      if (!isKnown) return undefined;
      if (!flying && queue.size > 0) {
        flying = queue.shift(MAILBOX_PIECE);
        outSeq = next(outSeq);
      }
      if (!flying && !owesAck) return undefined;
      return [outSeq, lastIn, flying?.length ?? 0, ...registersOf(flying ?? new Uint8Array())];
    },
    wrote() {
      owesAck = false;
    },
    take([outAck = 0, inSeq = 0, inBytes = 0, ...data]) {
      if (!isKnown) {
        isKnown = true;
        outSeq = outAck;
        lastIn = inSeq;
        owesAck = true;
        return new Uint8Array();
      }
      if (outAck === outSeq) flying = undefined;
      else if (!flying || next(outAck) !== outSeq) {
        // The board began anew: its count is the one that counts, and the piece under way is lost.
        flying = undefined;
        outSeq = outAck;
      }
      if (inSeq === lastIn) return new Uint8Array();
      lastIn = inSeq;
      owesAck = true;
      return bytesOf(data, inBytes);
    },
  };
}

/** Opens the board's end, as after power-on. */
export function openBoardMailbox(): BoardMailbox {
  const queue = byteQueue();
  let lastOut = 0;
  let inSeq = 0;
  let lying: Uint8Array | undefined;
  const offer = () => {
    if (lying || queue.size === 0) return;
    lying = queue.shift(MAILBOX_PIECE);
    inSeq = next(inSeq);
  };
  return {
    send(bytes) {
      queue.push(bytes);
      offer();
    },
    get input() {
      const data = registersOf(lying ?? new Uint8Array());
      const rest = new Array<number>(DATA_REGISTERS - data.length).fill(0);
      return [lastOut, inSeq, lying?.length ?? 0, ...data, ...rest];
    },
    take([outSeq = 0, inAck = 0, outBytes = 0, ...data]) {
      if (lying && inAck === inSeq) {
        lying = undefined;
        offer();
      }
      if (outSeq !== next(lastOut)) return new Uint8Array();
      lastOut = outSeq;
      return bytesOf(data, outBytes);
    },
  };
}

function registersOf(bytes: Uint8Array): number[] {
  const registers: number[] = [];
  for (let i = 0; i < bytes.length; i += 2) registers.push(((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0));
  return registers;
}

function bytesOf(registers: readonly number[], count: number): Uint8Array {
  // A length beyond what was handed over is a torn telegram: nothing of it is taken, and the link sends again.
  if (count > registers.length * 2 || count > MAILBOX_PIECE) return new Uint8Array();
  const bytes = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const register = registers[i >> 1] ?? 0;
    bytes[i] = i % 2 === 0 ? register >> 8 : register & 0xff;
  }
  return bytes;
}

function byteQueue() {
  let held: Uint8Array = new Uint8Array();
  return {
    get size() {
      return held.length;
    },
    push(bytes: Uint8Array): void {
      const all = new Uint8Array(held.length + bytes.length);
      all.set(held);
      all.set(bytes, held.length);
      held = all;
    },
    shift(most: number): Uint8Array {
      const piece = held.slice(0, most);
      held = held.slice(most);
      return piece;
    },
  };
}
