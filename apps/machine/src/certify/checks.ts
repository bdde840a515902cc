import { valueOrThrow } from '@hufu/contract';
import type { AttemptRef } from '@hufu/press';
import type { DrillAuthorization } from '../drill/drill-village.ts';
import { attendedChecks } from './attended-checks.ts';
import type { CertifyBench } from './bench.ts';
import { type Broken, broke, type Check, judge, refOf } from './judging.ts';

/** What holds after every check, whatever it was about. */
export async function checkRegisters(bench: CertifyBench, before: number | undefined): Promise<Broken[]> {
  const { counters, quarantine } = await bench.registers();
  const { A, D, V, U, L, H } = counters;
  const found: Broken[] = [];
  if (A + D + V + U !== L) found.push({ invariant: 'M8', detail: `A+D+V+U=${A + D + V + U}, L=${L}` });
  if (quarantine === null && (H < A || H - A > U))
    found.push({ invariant: 'M8', detail: `H=${H}, A=${A}, U=${U}, and not locked` });
  if (before !== undefined && H < before)
    found.push({ invariant: 'M7', detail: `the contact counter fell from ${before} to ${H}` });
  return found;
}

/** Presses and holds everything that is said about it against everything else. */
async function pressOnce(bench: CertifyBench, ref: AttemptRef): Promise<Broken[]> {
  const { client, preHash } = bench;
  const H = (await bench.status()).counters.H;
  const truth = await bench.contacts();
  const { lastAttempt } = await bench.registers();
  const pressed = await client.press({ ...ref, preHash });
  if (!pressed.ok) return broke('M5', `an honest order was refused: ${pressed.code}`);
  const stopBeats = client.keepBeating();
  const registers = await bench.registers();
  const settled = await client.settled(ref);
  stopBeats();
  if (!settled.ok) return broke('M3', `no receipt of an attempt that ended: ${settled.code}`);
  const { outcome, receipt } = settled.value;
  const found: Broken[] = [];
  const bad = (invariant: string, detail: string) => found.push({ invariant, detail });
  // What is told of the ledger is durable: the claim must be there before the order is answered.
  if (registers.lastAttempt <= lastAttempt) bad('M4', 'the order was accepted before its claim was durable');
  // Whatever follows the receipt by itself shows within a moment.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const after = await bench.status();
  const real = await bench.contacts();
  const made = real === undefined || truth === undefined ? after.counters.H - H : real - truth;
  if (made > 1) bad('M1', `${made} contacts for one order`);
  if (outcome === 'executed' && made < 1) bad('M3', 'executed without a contact');
  if (outcome === 'notExecuted' && made > 0) bad('M2', 'not executed after a contact');
  if (outcome === 'executed' && receipt.H1 !== receipt.H0 + 1)
    bad('M3', `the receipt says executed with H0=${receipt.H0}, H1=${receipt.H1}`);
  if (receipt.H0 !== H || (made === 1 && receipt.H1 !== after.counters.H))
    bad('M3', `the receipt says H ${receipt.H0}→${receipt.H1}, the counter went ${H}→${after.counters.H}`);
  const { counters } = receipt;
  if (counters.A + counters.D + counters.V + counters.U !== counters.L)
    bad('M8', 'the registers in the receipt do not add up');
  if (after.mode !== 'ready' && outcome === 'executed' && found.length === 0)
    bad('M5', `an honest press ends in mode ${after.mode}`);
  return found;
}

async function mustRefuse(
  bench: CertifyBench,
  ref: AttemptRef,
  invariant: string,
  what: string,
): Promise<Broken[]> {
  const truth = await bench.contacts();
  const H = (await bench.status()).counters.H;
  const pressed = await bench.client.press({ ...ref, preHash: bench.preHash });
  if (!pressed.ok) return [];
  const settled = await bench.client.settled(ref);
  const now = (await bench.contacts()) ?? (await bench.status()).counters.H;
  const outcome = settled.ok ? settled.value.outcome : settled.code;
  return broke(invariant, `${what} was accepted: ${outcome}, ${now - (truth ?? H)} contacts`);
}

/**
 * Whether the controller answers these bytes, both times that they come. What is heard once may be the late answer of a busy
 * controller to an honest frame before, and nobody is called broken for that.
 */
async function answers(bench: CertifyBench, bytes: Uint8Array, waitMs: number): Promise<boolean> {
  if ((await bench.raw(bytes, waitMs)) === 0) return false;
  await bench.silence();
  return (await bench.raw(bytes, Math.max(waitMs, 120))) > 0;
}

/** A copy with one bit turned over somewhere in the middle. */
function flipBit(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at >> 3] = (copy[at >> 3] ?? 0) ^ (1 << (at & 7));
  return copy;
}

/** The suite, in its order: it begins with a blank controller. */
export const checks: readonly Check[] = [
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
      if (!status) return broke('FRAMES', 'STATUS was not seen');
      for (let i = 0; i < 30; i++)
        await bench.raw(Uint8Array.from([0, ...flipBit(status, 70 + i * 5), 0]), 5);
      await bench.client.hello();
      return (await answers(bench, status, 200)) ? broke('FRAMES', 'answered a frame of an old session') : [];
    },
  },
  {
    name: 'presses nothing while it is blank',
    invariants: ['I5'],
    run: (bench) =>
      mustRefuse(
        bench,
        refOf(bench.village.authorization(Date.now(), 1)),
        'I5',
        'an order to a blank controller',
      ),
  },
  {
    name: 'takes its first roster once, and nothing without fresh words of witnesses',
    invariants: ['I5'],
    async run(bench) {
      const { client, village } = bench;
      valueOrThrow(await client.loadRoster(village.genesis));
      const stale = village.authorization(Date.now(), 1);
      if ((await client.authorize(stale.cose)).ok)
        return broke('I5', 'took an authorization without freshness');
      const nonce = valueOrThrow(await client.nonce('freshness'));
      if ((await client.loadFreshness(village.freshness(nonce, Date.now(), {}, 1))).ok)
        return broke('I5', 'one witness of two was enough');
      const other = valueOrThrow(await client.nonce('freshness'));
      if (
        (
          await client.loadFreshness(
            village.freshness(
              other.map((b) => b ^ 1),
              Date.now(),
            ),
          )
        ).ok
      )
        return broke('I5', 'took words for another nonce');
      await bench.freshen();
      return [];
    },
  },
  {
    name: 'presses nothing that is not signed as the roster wants it',
    invariants: ['I5'],
    async run(bench) {
      const { client, village } = bench;
      const now = Date.now();
      const hour = 3_600_000;
      const touched = village.authorization(now, 1);
      const forged: [string, DrillAuthorization][] = [
        ['signed by a stranger', village.authorization(now, 1, { signer: village.strangerSigner })],
        ['signed by the custodian', village.authorization(now, 1, { signer: village.custodianSigner })],
        [
          'with a touched signature',
          { ...touched, cose: flipBit(touched.cose, touched.cose.length * 8 - 9) },
        ],
        [
          'for another machine',
          village.authorization(now, 1, { changes: { machine: new Uint8Array(32).fill(9) } }),
        ],
        [
          'that expired',
          village.authorization(now, 1, { changes: { validFrom: now - 5 * hour, validTo: now - 2 * hour } }),
        ],
      ];
      for (const [what, authorization] of forged) {
        const taken = await client.authorize(authorization.cose);
        if (taken.ok) return broke('I5', `an authorization ${what} was accepted`);
        const pressed = await mustRefuse(bench, refOf(authorization), 'I5', `an order under one ${what}`);
        if (pressed.length > 0) return pressed;
      }
      return [];
    },
  },
  {
    name: 'presses once for one order, and its receipt tells what happened',
    invariants: ['M1', 'M2', 'M3', 'M4', 'M5', 'M8'],
    async run(bench) {
      const authorization = await bench.grant(2);
      return [
        ...(await pressOnce(bench, refOf(authorization))),
        ...(await mustRefuse(bench, refOf(authorization), 'I1', 'the settled attempt again')),
        ...(await mustRefuse(
          bench,
          refOf(authorization, 0, 1),
          'M1',
          'a new attempt at an executed impression',
        )),
        ...(await mustRefuse(bench, refOf(authorization, 7), 'M1', 'an impression beyond the grant')),
      ];
    },
  },
  {
    name: 'presses once though the frame comes three times',
    invariants: ['M1'],
    async run(bench) {
      const authorization = await bench.grant();
      const truth = (await bench.contacts()) ?? (await bench.status()).counters.H;
      const seen = bench.tap();
      const pressed = bench.client.pressToEnd({ ...refOf(authorization), preHash: bench.preHash });
      const frame = seen();
      if (frame) {
        await bench.raw(frame, 5);
        await bench.raw(frame, 5);
      }
      await pressed;
      if (frame) await bench.raw(frame, 400);
      const made = ((await bench.contacts()) ?? (await bench.status()).counters.H) - truth;
      return made > 1 ? broke('M1', `${made} contacts for one frame that came again`) : [];
    },
  },
  {
    name: 'keeps a voided attempt dead, and presses the next one',
    invariants: ['I1', 'M1'],
    async run(bench) {
      const authorization = await bench.grant();
      valueOrThrow(await bench.client.voidAttempt({ ...refOf(authorization), preHash: bench.preHash }));
      const late = await mustRefuse(bench, refOf(authorization), 'I1', 'a voided attempt');
      return late.length > 0 ? late : pressOnce(bench, refOf(authorization, 0, 1));
    },
  },
  {
    name: 'tells the truth about a press that was stopped',
    invariants: ['M2', 'M3'],
    async run(bench) {
      const authorization = await bench.grant();
      const ref = refOf(authorization);
      const truth = (await bench.contacts()) ?? (await bench.status()).counters.H;
      valueOrThrow(await bench.client.press({ ...ref, preHash: bench.preHash }));
      valueOrThrow(await bench.client.estop());
      return judge(bench, ref, truth);
    },
  },
  ...attendedChecks,
  {
    name: 'voids what an ended job did not press',
    invariants: ['M8', 'M1'],
    async run(bench) {
      const authorization = await bench.grant(3);
      const { counters: before } = await bench.registers();
      valueOrThrow(await bench.client.close(authorization.payload.id));
      const { counters: after } = await bench.registers();
      if (after.V !== before.V + 3 || after.D !== before.D - 3)
        return broke('M8', 'CLOSE did not move D to V');
      return mustRefuse(bench, refOf(authorization), 'M1', 'a voided impression');
    },
  },
  {
    name: 'remembers across a power cut what was executed',
    invariants: ['M1', 'M7'],
    needs: 'power',
    async run(bench) {
      const authorization = await bench.grant(2);
      const pressed = await pressOnce(bench, refOf(authorization));
      if (pressed.length > 0) return pressed;
      const { boot } = await bench.status();
      await bench.cycle();
      const status = await bench.status();
      if (status.rosterVersion === null)
        return broke('M1', 'blank again after a power cut: everything used is forgotten');
      if (status.boot <= boot) return broke('M7', `boot ${status.boot} after ${boot}`);
      await bench.client.authorize(authorization.cose);
      const again = await mustRefuse(
        bench,
        refOf(authorization, 0, 0),
        'M1',
        'after a power cut, an executed impression',
      );
      return again.length > 0
        ? again
        : mustRefuse(bench, refOf(authorization, 0, 1), 'M1', 'after a power cut, an executed impression');
    },
  },
  {
    name: 'knows after a power cut in motion how the attempt ended',
    invariants: ['M2', 'M3', 'M4', 'M6'],
    needs: 'power',
    async run(bench) {
      const { zoneMs } = bench.jig;
      // In the zone, at its edge, above it, and after it: as near as whoever describes the mechanism lets us come. Where it
      // may have touched comes first, for there most is hidden, and each cut costs the controller a start.
      const moments =
        zoneMs === undefined
          ? [45, 60, 30, 15, 0, 90]
          : [zoneMs + 20, zoneMs + 5, zoneMs - 10, zoneMs / 2, 0, zoneMs + 60];
      for (const waitMs of moments) {
        const authorization = await bench.grant();
        const ref = refOf(authorization);
        const truth = (await bench.contacts()) ?? (await bench.status()).counters.H;
        const stopBeats = bench.client.keepBeating();
        valueOrThrow(await bench.client.press({ ...ref, preHash: bench.preHash }));
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        stopBeats();
        await bench.cycle();
        const registers = await bench.registers();
        if (registers.open !== null) return broke('M6', 'an attempt is still open after a power cut');
        const known = await bench.client.receipt(ref);
        if (!known.ok)
          return broke(
            'M4',
            `the order was accepted, and after a power cut the ledger knows no claim of it: ${known.code}`,
          );
        const judged = await judge(bench, ref, truth);
        if (judged.length > 0) return judged;
        await bench.release();
      }
      return [];
    },
  },
  {
    name: 'stays locked down across a power cut until two service people unlock it',
    invariants: ['X'],
    needs: 'power',
    async run(bench) {
      const { village } = bench;
      const serve = async (act: 'lockDown' | 'unlock', signers: 1 | 2) => {
        const nonce = valueOrThrow(await bench.client.nonce('service'));
        return bench.client.service(village.service(act, nonce, Date.now(), signers));
      };
      if ((await serve('lockDown', 1)).ok) return broke('X', 'one service signature was enough');
      valueOrThrow(await serve('lockDown', 2));
      const authorization = village.authorization(Date.now(), 1);
      await bench.client.authorize(authorization.cose);
      const locked = await mustRefuse(bench, refOf(authorization), 'X', 'an order to a locked controller');
      if (locked.length > 0) return locked;
      await bench.cycle();
      await bench.client.authorize(authorization.cose);
      const again = await mustRefuse(
        bench,
        refOf(authorization),
        'X',
        'after a power cut, an order to a locked controller',
      );
      if (again.length > 0) return again;
      valueOrThrow(await serve('unlock', 2));
      return [];
    },
  },
];
