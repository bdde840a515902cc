import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openBoardMailbox, openHostMailbox } from './mailbox.ts';

const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 700 }), { maxLength: 6 });
const all = (list: readonly Uint8Array[]) => Buffer.concat(list.map((b) => Buffer.from(b)));

describe('a mailbox of Modbus registers', () => {
  it('carries every byte once and in order both ways, whichever telegrams are lost or sent twice', () => {
    fc.assert(
      fc.property(
        pieces,
        pieces,
        fc.array(fc.constantFrom('ok', 'requestLost', 'replyLost', 'twice'), { maxLength: 60 }),
        (down, up, faults) => {
          const [host, board] = [openHostMailbox(), openBoardMailbox()];
          const [atBoard, atHost]: [Uint8Array[], Uint8Array[]] = [[], []];
          const fault = faults[Symbol.iterator]();
          // The first look is only at where the board stands.
          host.take(board.input);
          for (const bytes of up) board.send(bytes);
          for (const bytes of down) host.send(bytes);
          for (let round = 0; round < 120; round++) {
            const what = fault.next().value ?? 'ok';
            if (what !== 'replyLost') atHost.push(host.take(board.input));
            const written = host.toWrite();
            if (!written || what === 'requestLost') continue;
            atBoard.push(board.take(written));
            if (what === 'twice') atBoard.push(board.take(written));
            if (what !== 'replyLost') host.wrote();
          }
          expect(all(atBoard).equals(all(down))).toBe(true);
          expect(all(atHost).equals(all(up))).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('goes on with a board that began anew, and takes nothing from before', () => {
    const host = openHostMailbox();
    let board = openBoardMailbox();
    const turn = () => {
      const got = host.take(board.input);
      const written = host.toWrite();
      const arrived = written ? board.take(written) : new Uint8Array();
      host.wrote();
      return { got, arrived };
    };
    turn();
    for (let i = 0; i < 5; i++) {
      host.send(Uint8Array.of(i));
      turn();
    }
    board = openBoardMailbox();
    board.send(Uint8Array.of(9));
    host.send(Uint8Array.of(7));
    const seen = [turn(), turn(), turn(), turn()];
    expect(seen.flatMap((s) => [...s.got])).toContain(9);
    expect(seen.flatMap((s) => [...s.arrived]).at(-1)).toBe(7);
  });

  it('takes nothing of a telegram that claims more bytes than it has', () => {
    const board = openBoardMailbox();
    expect(board.take([1, 0, 10, 0x4142])).toHaveLength(0);
  });
});
