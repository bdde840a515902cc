import { valueOrThrow } from '@hufu/contract';
import { answers, broke, type Check, contactsNow, flipBit, unsealed } from './judging.ts';

/** What is damaged, foreign, replayed or no request is refused, and nothing moves. */
export const wireChecks: readonly Check[] = [
  {
    name: 'answers no damaged frame',
    invariants: ['FRAMES'],
    async run(bench) {
      const seen = bench.tap();
      await bench.client.hello();
      const hello = seen();
      if (!hello) return broke('FRAMES', 'HELLO was not seen');
      for (let i = 0; i < 40; i++) {
        // Not in the delimiter: that joins two frames, which is no damage of one.
        const bit = 8 + ((i * 37) % ((hello.length - 2) * 8));
        if (await answers(bench, Uint8Array.from([0, ...flipBit(hello, bit), 0]), 15))
          return broke('FRAMES', `answered a HELLO with bit ${bit} turned over`);
      }
      return (await answers(bench, Uint8Array.of(0), 120)) ? broke('FRAMES', 'answered a damaged HELLO') : [];
    },
  },
  {
    name: 'obeys no frame that is not sealed for this session',
    invariants: ['FRAMES'],
    async run(bench) {
      await bench.client.hello();
      const seen = bench.tap();
      valueOrThrow(await bench.client.status());
      const status = seen();
      const foreign = status && unsealed(status);
      if (!status || !foreign) return broke('FRAMES', 'STATUS was not seen');
      if (await answers(bench, foreign, 120))
        return broke('FRAMES', 'answered a frame whose MAC was not made with the session key');
      await bench.client.hello();
      const again = bench.tap();
      valueOrThrow(await bench.client.status());
      const replayed = again();
      valueOrThrow(await bench.client.nonce('exception'));
      if (replayed && (await answers(bench, replayed, 120)))
        return broke('FRAMES', 'answered a frame that it had answered before, after another one');
      for (let i = 0; i < 30; i++)
        await bench.raw(Uint8Array.from([0, ...flipBit(status, 70 + i * 5), 0]), 5);
      await bench.client.hello();
      return (await answers(bench, status, 200)) ? broke('FRAMES', 'answered a frame of an old session') : [];
    },
  },
  {
    name: 'refuses with a code what is no request, and nothing moves',
    invariants: ['FRAMES'],
    async run(bench) {
      const truth = await contactsNow(bench);
      const { preHash } = bench;
      // Well sealed, and no orders: whatever reads them must not take part of them for one.
      const nonsense = [
        { authorization: 'no id', k: 0, a: 0, preHash },
        { authorization: bench.village.id, k: -1, a: 0, preHash },
        { authorization: bench.village.id, k: 0, a: 70_000, preHash },
        { authorization: bench.village.id, k: 0.5, a: 0, preHash },
        { authorization: bench.village.id, k: 0, a: 0, preHash: new Uint8Array(3) },
      ];
      for (const order of nonsense)
        if ((await bench.client.press(order)).ok)
          return broke('FRAMES', `took for an order: k ${order.k}, a ${order.a}`);
      const { motion } = await bench.status();
      return motion === 'idle' && (await contactsNow(bench)) === truth
        ? []
        : broke('FRAMES', `something moved: ${motion}`);
    },
  },
];
