import type { Instant, Receipt } from '@hufu/contract';
import type { AcceptedRoster, SignedStatement } from '@hufu/statement';
import type { FramCopies } from './fram.ts';
import type { Received } from './frame.ts';
import type { Ledger } from './ledger.ts';
import type { EventBody } from './messages.ts';
import type { HardwareAtPowerOn, MotorCommand, SensorReading } from './plant.ts';

/** What a board is built with: limits in milliseconds of ticks, and room in its store. */
export interface PressConfig {
  readonly fw: string;
  /** No host frame for so long above the contact zone: up again. */
  readonly deadManMs: number;
  readonly selectTimeoutMs: number;
  readonly downTimeoutMs: number;
  readonly contactTimeoutMs: number;
  readonly upTimeoutMs: number;
  readonly eventResendMs: number;
  readonly maxAuthorizations: number;
  /** Most impressions of one authorization. */
  readonly maxImpressions: number;
  readonly ringSize: number;
  /** Worst drift of clocks: expired authorizations are kept this much longer. */
  readonly driftMs: number;
  /** How long an answer to a nonce may be on its way (a courier walks). */
  readonly nonceLifetimeMs: number;
}

/** The board we ship. */
export const defaultConfig: PressConfig = {
  fw: '0.1.0',
  deadManMs: 250,
  selectTimeoutMs: 4000,
  downTimeoutMs: 3000,
  contactTimeoutMs: 1500,
  upTimeoutMs: 3000,
  eventResendMs: 200,
  maxAuthorizations: 64,
  maxImpressions: 1024,
  ringSize: 48,
  driftMs: 600_000,
  nonceLifetimeMs: 3_600_000,
};

/** What happens to the controller. Time comes in by ticks only. */
export type PressInput =
  | {
      readonly type: 'powerOn';
      readonly fram: FramCopies;
      readonly hardware: HardwareAtPowerOn;
      /** 32 bytes of the hardware's random source: sessions and nonces of this boot come from it. */
      readonly seed: Uint8Array;
    }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 'tick'; readonly ms: number }
  | { readonly type: 'sensor'; readonly reading: SensorReading }
  /** The FRAM write asked for last is durable. */
  | { readonly type: 'framWritten' };

/** What the controller does. Outputs are carried out in their order. */
export type PressOutput =
  | { readonly type: 'send'; readonly bytes: Uint8Array }
  | { readonly type: 'motor'; readonly command: MotorCommand }
  /** At most one is under way: the next comes only after `framWritten`. */
  | { readonly type: 'framWrite'; readonly copy: 0 | 1; readonly bytes: Uint8Array };

/** What goes on when a record is durable in both copies. */
export type Continuation =
  | { readonly kind: 'reply'; readonly body: ReplyBody; readonly to: ReplyTo }
  | { readonly kind: 'motor'; readonly command: MotorCommand }
  | { readonly kind: 'armed' }
  | { readonly kind: 'flagged' }
  | { readonly kind: 'settled' }
  | { readonly kind: 'booted' };

/** Payload of a reply. */
export type ReplyBody = { readonly ok: boolean } & Readonly<Record<string, unknown>>;

/** Which request a reply answers. */
export interface ReplyTo {
  readonly type: number;
  readonly sid: number;
  readonly seq: number;
}

/** A record on its way into both FRAM copies. */
export interface Write {
  readonly ledger: Ledger;
  readonly bytes: Uint8Array;
  readonly order: readonly (0 | 1)[];
  readonly then: readonly Continuation[];
}

/** Where motor and head are. */
export type Motion =
  | { readonly phase: 'off' }
  | { readonly phase: 'idle' }
  /** Claim on its way into FRAM; `abort` is set when something came up meanwhile. */
  | { readonly phase: 'claiming'; readonly slot: number; readonly abort: string | null }
  | { readonly phase: 'selecting'; readonly slot: number; readonly sinceMs: number }
  /** MOVING flag on its way into FRAM. */
  | { readonly phase: 'flagging'; readonly abort: string | null }
  | { readonly phase: 'descending'; readonly sinceMs: number }
  /** In the contact zone: it completes whatever the host does. */
  | { readonly phase: 'inZone'; readonly sinceMs: number }
  | { readonly phase: 'retracting'; readonly sinceMs: number; readonly reason: string }
  /** Outcome on its way into FRAM. */
  | { readonly phase: 'settling' }
  /** After power-on: head going up before an interrupted attempt is judged. */
  | { readonly phase: 'homing'; readonly sinceMs: number };

/** A session with the host. */
export interface Session {
  readonly sid: number;
  readonly key: Uint8Array;
  readonly hostNonce: Uint8Array;
  readonly hello: Uint8Array;
  /** Highest counters received. Requests, signs of life and stops are told apart: a resent request is older than later beats. */
  readonly received: { readonly request: number; readonly tell: number; readonly stop: number };
  readonly sent: number;
  /** Block of the last request, to know it again when it is resent. */
  readonly lastRequest: Uint8Array | null;
  /** Its reply as sent; null while the request is being carried out. */
  readonly lastReply: Uint8Array | null;
}

/** A statement arriving in LOAD frames. */
export interface Load {
  readonly digest: Uint8Array;
  readonly pieces: readonly (Uint8Array | null)[];
}

/** What k witnesses said to our nonce. */
export interface HeldFreshness {
  readonly statements: readonly SignedStatement[];
  readonly nonce: Uint8Array;
  /** The time that k witnesses have reached, counted from when the nonce was issued: never earlier than true. */
  readonly at: Instant;
  readonly issuedMs: number;
  /** When they arrived: counted from here the time is never later than true. */
  readonly receivedMs: number;
  /** From then on they are too old for a press. */
  readonly until: Instant;
}

/** What a nonce is for. */
export type NoncePurpose = 'freshness' | 'service' | 'exception';

/** A nonce that was given out. */
export interface IssuedNonce {
  readonly value: Uint8Array;
  readonly issuedMs: number;
}

/** An event that the host has not acknowledged. */
export interface PendingEvent {
  readonly n: number;
  readonly body: EventBody;
}

/** The whole state of the controller. */
export interface PressState {
  readonly config: PressConfig;
  /** Monotone milliseconds since power-on. */
  readonly nowMs: number;

  // Durable, or on its way there.
  /** The ledger as it will be when all writes are done. */
  readonly ledger: Ledger;
  /** The ledger as FRAM has it: what is told to the host comes from here. */
  readonly durable: Ledger;
  readonly writes: readonly Write[];
  readonly copiesDone: number;
  /** The first record after power-on goes to the older copy first. */
  readonly bootOrder: Write['order'];

  // Hardware as last reported.
  readonly hardware: HardwareAtPowerOn;
  readonly motion: Motion;
  /** Running hash over what happened in the attempt under way. */
  readonly trace: Uint8Array;

  // Link, lost with power.
  readonly received: Received;
  readonly session: Session | null;
  readonly lastHostMs: number;
  readonly load: Load | null;
  readonly events: readonly PendingEvent[];
  readonly nextEvent: number;
  readonly eventsSentMs: number;

  // Trust, re-established after every power-on except for the roster.
  readonly roster: AcceptedRoster | null;
  readonly freshness: HeldFreshness | null;
  readonly authorizations: readonly SignedStatement[];
  readonly exception: SignedStatement | null;
  readonly nonces: Readonly<Partial<Record<NoncePurpose, IssuedNonce>>>;
  readonly seed: Uint8Array;
  readonly drawn: number;
}

/** The key of the controller: pure, for Ed25519 signatures are deterministic. */
export interface PressSigner {
  /** COSE_Key. */
  readonly key: Uint8Array;
  readonly thumbprint: Uint8Array;
  signReceipt(receipt: Receipt): Uint8Array;
}
