import type { z } from 'zod';
import type { ErrorCode } from '../errors/registry.ts';

/** Who may call: anybody, anybody signed in (the permission table decides further), or a machine by its certificate. */
export type Caller = 'public' | 'signedIn' | 'machine';

/** One HTTP operation: contract, route, client and test carry the same name. */
export interface Operation<Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> {
  /** `area.verbNoun`, as in `sealUse.approveRequest`. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly path: `/api/${string}`;
  readonly caller: Caller;
  readonly summary: { readonly zh: string; readonly en: string };
  readonly query: Q;
  readonly body: B;
  readonly reply: R;
  /** Codes beyond the usual ones (input, session, permission, rate, internal). */
  readonly codes: readonly ErrorCode[];
}

/** Keeps the literal types of an operation. */
export function defineOperation<Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  operation: Operation<Q, B, R>,
): Operation<Q, B, R> {
  return operation;
}

/** Query and body of an operation that has none. */
export type AnyOperation = Operation<z.ZodType, z.ZodType, z.ZodType>;
