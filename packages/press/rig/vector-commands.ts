import { encodeFrame, frameTypes } from '../src/frame.ts';
import { encodeBody } from '../src/messages.ts';
import { type BenchStatements, greet, use } from './bench-village.ts';
import type { Scenario } from './vector-scenario.ts';

const nobody = '00000000-0000-4000-8000-000000000000';

/** Every command once, and what the frames themselves may have wrong. */
export function commandScenarios(statements: BenchStatements): Scenario[] {
  return [
    {
      name: 'commands-that-look',
      says: 'STATUS, TIME, LEDGER of every kind, NONCE of every purpose; LEDGER without a session',
      act({ world, host, authorization, order }) {
        host.ask('STATUS', {});
        host.ask('TIME', {});
        host.ask('PRESS', order());
        world.rest(host);
        host.ask('LEDGER', { what: 'registers' });
        host.ask('LEDGER', { what: 'authorization', authorization });
        host.ask('LEDGER', { what: 'impression', authorization, k: 0 });
        host.ask('LEDGER', { what: 'impression', authorization, k: 1 });
        host.ask('LEDGER', { what: 'attempt', n: 1 });
        host.ask('LEDGER', { what: 'attempt', n: 2 });
        host.ask('LEDGER', { what: 'authorization', authorization: nobody });
        for (const purpose of ['freshness', 'service', 'exception']) host.ask('NONCE', { purpose });
        const payload = encodeBody({ what: 'registers' });
        host.send(encodeFrame({ type: frameTypes.LEDGER, sid: 0, seq: 9, payload }));
      },
    },
    {
      name: 'commands-before-genesis',
      says: 'a blank controller reads and answers, and refuses whatever could lead to a press',
      from: 'blank',
      act({ world, order, authorization, preHash }) {
        const host = greet(world);
        host.ask('STATUS', {});
        host.ask('TIME', {});
        host.ask('PRESS', order());
        host.ask('VOID_ATTEMPT', { authorization, k: 0, a: 0, preHash });
        use(host, 'AUTHORIZATION', statements.authorization);
        use(host, 'FRESHNESS', encodeBody([]));
        use(host, 'SERVICE', statements.authorization);
        host.ask('LEDGER', { what: 'registers' });
      },
    },
    {
      name: 'commands-while-pressing',
      says: 'another order while one is carried out: busy; questions are answered',
      act({ world, host, order, authorization, preHash }) {
        host.ask('PRESS', order());
        host.ask('PRESS', order(1));
        host.ask('PRESS', order());
        host.ask('VOID_ATTEMPT', { authorization, k: 1, a: 0, preHash });
        host.ask('CLOSE', { authorization });
        host.ask('AUTHORIZATION', { digest: preHash });
        host.ask('SERVICE', { digest: preHash });
        host.ask('STATUS', {});
        host.ask('RECEIPT', { authorization, k: 0, a: 0, offset: 0 });
        world.rest(host);
        host.ask('RECEIPT', { authorization, k: 0, a: 0, offset: 0 });
      },
    },
    {
      name: 'unknown-attempts',
      says: 'attempts and authorizations that never were, and one that the ring has forgotten',
      act({ host, authorization, preHash, order }) {
        host.ask('RECEIPT', { authorization: nobody, k: 0, a: 0, offset: 0 });
        host.ask('VOID_ATTEMPT', { authorization: nobody, k: 0, a: 0, preHash });
        host.ask('VOID_ATTEMPT', { authorization, k: 2, a: 0, preHash });
        host.ask('PRESS', order(2));
        host.ask('PRESS', { ...order(), authorization: nobody });
        host.ask('CLOSE', { authorization: nobody });
        for (let a = 0; a < 6; a++) host.ask('VOID_ATTEMPT', { authorization, k: 0, a, preHash });
        host.ask('RECEIPT', { authorization, k: 0, a: 0, offset: 0 });
        host.ask('VOID_ATTEMPT', { authorization, k: 0, a: 0, preHash });
      },
    },
    {
      name: 'close-early',
      says: 'an ended job voids what was not pressed; twice changes nothing',
      act({ world, host, order, authorization, preHash }) {
        host.ask('PRESS', order());
        world.rest(host);
        host.ask('CLOSE', { authorization });
        host.ask('CLOSE', { authorization });
        host.ask('PRESS', order(1));
        host.ask('VOID_ATTEMPT', { authorization, k: 1, a: 0, preHash });
      },
    },
    {
      name: 'events-until-acknowledged',
      says: 'an event is sent every 200 ms until the host acknowledges it',
      act({ world, host, send }) {
        world.input({ type: 'sensor', reading: { kind: 'lid', open: true } });
        world.tick(201);
        world.tick(201);
        const event = world.toHost.at(-1);
        send('EVENT', { acked: event?.seq ?? 0 });
        world.tick(201);
        host.ask('STATUS', {});
      },
    },
    {
      name: 'payloads-that-are-none',
      says: 'sealed frames whose payload is not of the protocol: refused with a code, nothing happens',
      act({ host, order, preHash }) {
        host.ask('STATUS', { more: 1 });
        host.ask('PRESS', { ...order(), k: -1 });
        host.ask('PRESS', { ...order(), preHash: preHash.slice(1) });
        host.ask('NONCE', { purpose: 'fun' });
        host.ask('HELLO', { v: 1, nonce: preHash.slice(16) });
        host.ask('LOAD', { digest: preHash, i: 2, m: 2, bytes: preHash });
        host.ask('LOAD', { digest: preHash, i: 0, m: 2, bytes: preHash });
        host.ask('AUTHORIZATION', { digest: preHash });
        host.ask('LOAD', { digest: preHash, i: 1, m: 2, bytes: preHash });
        host.ask('AUTHORIZATION', { digest: preHash });
      },
    },
    {
      name: 'statement-too-long',
      says: 'more than 16 KiB in LOAD frames: refused',
      act({ host, preHash }) {
        const bytes = new Uint8Array(416).fill(1);
        for (let i = 0; i < 40; i++) host.ask('LOAD', { digest: preHash, i, m: 64, bytes });
      },
    },
    {
      name: 'hello-resent',
      says: 'the same HELLO again gets the same answer and keeps the session',
      act({ world, host }) {
        const nonce = new Uint8Array(16).fill(77);
        const hello = encodeFrame({
          type: frameTypes.HELLO,
          sid: 0,
          seq: 1,
          payload: encodeBody({ v: 1, nonce }),
        });
        host.send(hello);
        world.tick(10);
        host.send(hello);
      },
    },
    {
      name: 'spoilt-frames',
      says: 'damaged, foreign and replayed frames change nothing and get no answer',
      act({ world, host, order }) {
        const good = host.frame('PRESS', order());
        for (const bit of [3, 70, 333]) {
          const bad = good.slice();
          bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          host.send(bad);
          host.send(Uint8Array.of(0));
        }
        host.ask('STATUS', {});
        host.send(good);
        host.send(Uint8Array.of(5, 1, 2, 0));
        world.tick(1000);
      },
    },
  ];
}
