import { type Instant, sameBytes } from '@hufu/contract';
import { parseSigned, type SignedStatement } from '@hufu/statement';
import { timeOrderedId } from './ids.ts';
import type { Notebook } from './notebook.ts';
import type { PressLine } from './press-line.ts';

/** A round of asking that is under way. */
interface Asked {
  readonly nonce: Uint8Array;
  readonly monoMs: number;
}

/** What witnesses said last, for a nonce of the press controller. */
export interface FreshnessKeeper {
  readonly statements: readonly SignedStatement[];
  readonly nonce: Uint8Array | undefined;
  readonly until: Instant | null;
  /** Asks witnesses when it is time to; `request` sends the nonce towards them. */
  tick(): Promise<void>;
  /** Answers of witnesses, whoever carried them. */
  take(answer: { nonce: Uint8Array; statements: readonly Uint8Array[] }): Promise<void>;
  /** The controller started anew, or the roster changed: what was said is gone. */
  forget(): void;
}

/** What the keeper works with. */
export interface FreshnessContext {
  readonly notebook: Notebook;
  readonly press: () => PressLine;
  readonly freshnessMs: () => number | undefined;
  /** Whether anybody can be asked now. */
  readonly canAsk: () => boolean;
  readonly request: (ask: { id: string; nonce: Uint8Array }) => Promise<void>;
  readonly onClockJump: (offByMs: number) => Promise<void>;
  readonly onRevoked: (authorizations: readonly string[]) => Promise<void>;
}

/** A round without an answer is given up after so long. */
const ROUND_MS = 20_000;
/** How old the newest word may be while somebody can be asked. */
const ASK_AGAIN_MS = 4 * 60_000;
const JUMP_MS = 5 * 60_000;

/** Keeps the controller supplied with the word of k witnesses. The nonce is the controller's own: the server cannot replay. */
export function openFreshnessKeeper(context: FreshnessContext): FreshnessKeeper {
  const { notebook } = context;
  let statements: readonly SignedStatement[] = [];
  let nonce: Uint8Array | undefined;
  let until: Instant | null = null;
  let asked: Asked | undefined;
  /** When the newest word came, in monotone milliseconds. */
  let answeredAt = Number.NEGATIVE_INFINITY;

  async function tick(): Promise<void> {
    const wanted = context.freshnessMs();
    if (wanted === undefined || !context.press().isUp || !context.canAsk()) return;
    const now = notebook.clock.now();
    const monoMs = notebook.clock.monoMs();
    // Asked again every few minutes, and at half of its life at the latest: a revocation that only witnesses know of is in
    // force here with the next word, and a night without network does not lock the machine in the morning.
    const isYoung = monoMs - answeredAt < ASK_AGAIN_MS;
    if (until !== null && until - now > wanted / 2 && isYoung) return;
    if (asked && monoMs - asked.monoMs < ROUND_MS) return;
    asked = { nonce: new Uint8Array(), monoMs };
    const issued = await context.press().use((client) => client.nonce('freshness'));
    if (!issued.ok) return;
    asked = { nonce: issued.value, monoMs };
    await context.request({ id: timeOrderedId(now), nonce: issued.value });
  }

  async function take(answer: { nonce: Uint8Array; statements: readonly Uint8Array[] }): Promise<void> {
    if (!asked || !sameBytes(asked.nonce, answer.nonce)) return;
    const loaded = await context.press().use((client) => client.loadFreshness(answer.statements));
    // Too few, or stale: the round goes on, another answer may be on its way.
    if (!loaded.ok) return;
    asked = undefined;
    answeredAt = notebook.clock.monoMs();
    nonce = answer.nonce;
    statements = answer.statements.flatMap((cose) => {
      const signed = parseSigned(cose);
      return signed.ok ? [signed.value] : [];
    });
    until = loaded.value.now + loaded.value.freshMs;
    const offByMs = notebook.clock.witnessed(loaded.value.now);
    if (Math.abs(offByMs) > JUMP_MS) await context.onClockJump(offByMs);
    await context.onRevoked(
      statements.flatMap((s) => (s.payload.type === 'freshness' ? s.payload.revokedAuthorizations : [])),
    );
  }

  return {
    get statements() {
      return statements;
    },
    get nonce() {
      return nonce;
    },
    get until() {
      return until;
    },
    tick,
    take,
    forget() {
      statements = [];
      nonce = undefined;
      until = null;
      asked = undefined;
      notebook.clock.forget();
    },
  };
}
