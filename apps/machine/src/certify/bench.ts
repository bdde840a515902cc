import { randomBytes } from 'node:crypto';
import { HufuError, valueOrThrow } from '@hufu/contract';
import { type BytePort, PressClient, type ReplyOf } from '@hufu/press';
import { type DrillAuthorization, type DrillVillage, foundDrillVillage } from '../drill/drill-village.ts';

/** The line to a controller. */
export interface CertifyLine extends BytePort {
  close(): Promise<void>;
}

/** What the certification may do with the controller beside talking to it. */
export interface CertifyJig {
  /** Opens the serial line. */
  open(): Promise<CertifyLine>;
  readonly pairKey: Uint8Array;
  /** Cuts the power and gives it back; undefined when nobody can. */
  readonly cycle: (() => Promise<void>) | undefined;
  /** How often the die has really touched, counted outside of the controller; undefined when nobody counts. */
  readonly contacts: (() => Promise<number>) | undefined;
  /** How long the head takes from the order to the contact zone; undefined when nobody says. */
  readonly zoneMs: number | undefined;
  /** The time that controller and suite run in; this host's unless told. */
  readonly time?: CertifyTime;
}

/** What the suite asks of time. */
export interface CertifyTime {
  /** Milliseconds that never go back. */
  now(): number;
  /** What witnesses and approvers write on their statements. */
  instant(): number;
  setTimer(run: () => void, ms: number): () => void;
}

const hostTime: CertifyTime = {
  now: () => performance.now(),
  instant: () => Date.now(),
  setTimer(run, ms) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** What a check works with. */
export interface CertifyBench {
  readonly village: DrillVillage;
  readonly client: PressClient;
  readonly greeting: ReplyOf<'HELLO'>;
  readonly jig: CertifyJig;
  readonly time: CertifyTime;
  pause(ms: number): Promise<void>;
  readonly preHash: Uint8Array;
  /** Puts bytes on the line as they are, and tells how many bytes came back within so long. */
  raw(bytes: Uint8Array, waitMs?: number): Promise<number>;
  /** Until nothing was heard for half a second, or five seconds are over. */
  silence(): Promise<void>;
  /** Bytes of the next frame that the client sends; it goes out all the same. */
  tap(): () => Uint8Array | undefined;
  /** Signs an authorization and brings it; throws when the controller refuses an honest one. */
  grant(copies?: number): Promise<DrillAuthorization>;
  freshen(): Promise<void>;
  /** Power away and back, then HELLO; the roster stays, freshness is brought again unless told. */
  cycle(options?: { readonly freshen: boolean }): Promise<void>;
  /** Until nothing moves and nothing is being written. */
  atRest(): Promise<void>;
  status(): Promise<ReplyOf<'STATUS'>>;
  registers(): Promise<Extract<ReplyOf<'LEDGER'>, { what: 'registers' }>>;
  /** Two service people unlock what locked itself in a check. */
  release(): Promise<void>;
  contacts(): Promise<number | undefined>;
  close(): Promise<void>;
}

/** Connects and founds a village for the controller that answers. */
export async function openCertifyBench(jig: CertifyJig): Promise<CertifyBench> {
  const { time = hostTime } = jig;
  const pause = (ms: number) => new Promise<void>((resolve) => void time.setTimer(resolve, ms));
  let taps: ((bytes: Uint8Array) => void)[] = [];
  let line = await jig.open();
  let client = makeClient();
  let greeting = await client.hello();
  const village = foundDrillVillage(
    greeting.key,
    time.instant(),
    Buffer.from(randomBytes(8)).toString('hex'),
  );

  function makeClient(): PressClient {
    const at = line;
    const made = new PressClient({
      port: {
        write(bytes) {
          for (const tap of taps.splice(0)) tap(Uint8Array.from(bytes));
          at.write(bytes);
        },
        onData: (listener) => at.onData(listener),
      },
      pairKey: jig.pairKey,
      setTimer: time.setTimer,
      randomBytes: (length) => new Uint8Array(randomBytes(length)),
    });
    made.start();
    return made;
  }

  const bench: CertifyBench = {
    village,
    get client() {
      return client;
    },
    get greeting() {
      return greeting;
    },
    jig,
    time,
    pause,
    preHash: new Uint8Array(32).fill(3),
    async raw(bytes, waitMs = 250) {
      let heard = 0;
      const stop = line.onData((piece) => {
        heard += piece.length;
      });
      line.write(bytes);
      await pause(waitMs);
      stop();
      return heard;
    },
    async silence() {
      let lastAt = time.now();
      const stop = line.onData(() => {
        lastAt = time.now();
      });
      const until = lastAt + 5000;
      while (time.now() - lastAt < 500 && time.now() < until) await pause(50);
      stop();
    },
    tap() {
      let seen: Uint8Array | undefined;
      taps.push((bytes) => {
        seen = bytes;
      });
      return () => seen;
    },
    async grant(copies = 1) {
      const authorization = village.authorization(time.instant(), copies);
      valueOrThrow(await client.authorize(authorization.cose));
      return authorization;
    },
    async freshen() {
      const nonce = valueOrThrow(await client.nonce('freshness'));
      valueOrThrow(await client.loadFreshness(village.freshness(nonce, time.instant())));
    },
    async cycle({ freshen } = { freshen: true }) {
      if (!jig.cycle) throw new HufuError('COMMAND_NOT_POSSIBLE', { context: { screen: 'power' } });
      client.stop();
      await line.close();
      await jig.cycle();
      line = await jig.open();
      taps = [];
      client = makeClient();
      greeting = await client.hello();
      await bench.atRest();
      if (freshen && (await bench.status()).rosterVersion !== null) await bench.freshen();
    },
    async atRest() {
      for (let i = 0; i < 400 && (await bench.status()).motion !== 'idle'; i++) await pause(25);
    },
    async status() {
      return valueOrThrow(await client.status());
    },
    async registers() {
      const told = valueOrThrow(await client.ledger({ what: 'registers' }));
      if (told.what !== 'registers') throw new HufuError('PRESS_FRAME_INVALID');
      return told;
    },
    async release() {
      const { mode } = await bench.status();
      if (mode === 'ready' || mode === 'blank') return;
      const nonce = valueOrThrow(await client.nonce('service'));
      const act =
        mode === 'tampered' ? 'clearTamper' : mode === 'lockedDown' ? 'unlock' : 'releaseQuarantine';
      await client.service(village.service(act, nonce, time.instant()));
    },
    contacts: async () => jig.contacts?.(),
    async close() {
      client.stop();
      await line.close();
    },
  };
  return bench;
}
