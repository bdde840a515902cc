import { toHex } from '@hufu/contract';
import { decodeFrame, frameTypes, nothingReceived, REPLY, receiveBytes } from '../src/frame.ts';
import { type Direction, openFrame } from '../src/link-mac.ts';
import { decodeBody } from '../src/messages.ts';

/** Longer byte strings are named by their length alone. */
const SHOWN_BYTES = 16;

/** What the frames in these bytes say, for people who read a vector. */
export function wordsOf(bytes: Uint8Array, direction: Direction, key: Uint8Array | null): string[] {
  return receiveBytes(nothingReceived, bytes).blocks.map((block) => {
    const frame = decodeFrame(block);
    if (!frame) return 'damaged';
    const type = frame.type & ~REPLY;
    const name = Object.entries(frameTypes).find(([, n]) => n === type)?.[0] ?? `type ${type}`;
    const title = `${name}${frame.type & REPLY ? ' reply' : ''} sid ${frame.sid} seq ${frame.seq}`;
    if (frame.sid === 0) return `${title} ${wordOf(decodeBody(frame.payload))}`;
    const opened = key && openFrame(key, direction, frame);
    return opened
      ? `${title} counter ${opened.counter} ${wordOf(decodeBody(opened.cbor))}`
      : `${title} of another session`;
  });
}

function wordOf(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) =>
    v instanceof Uint8Array ? (v.length <= SHOWN_BYTES ? `h'${toHex(v)}'` : `${v.length} bytes`) : v,
  );
}
