import type { ErrorCode } from './errors/registry.ts';

/** A business 'no': expected, tested, shown to people. Never thrown inside pure code. */
export interface Refusal {
  readonly ok: false;
  readonly code: ErrorCode;
  /** What the texts of the code may name: numbers, names of fields, never secrets. */
  readonly context: Readonly<Record<string, unknown>>;
}

/** The answer of an operation that may refuse. */
export type Result<T> = { readonly ok: true; readonly value: T } | Refusal;

/** Wraps a value as accepted. */
export function accept<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** Says no, with the code that carries the three sentences. */
export function refuse(code: ErrorCode, context: Readonly<Record<string, unknown>> = {}): Refusal {
  return { ok: false, code, context };
}
