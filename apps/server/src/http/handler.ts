import { HufuError, type Operation } from '@hufu/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Caller } from './caller.ts';
import type { ServerParts } from './parts.ts';

/** One call, parsed. */
export interface Call<Q, B> {
  readonly parts: ServerParts;
  readonly query: Q;
  readonly body: B;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}
/** A call of somebody who is signed in. */
export interface SignedInCall<Q, B> extends Call<Q, B> {
  readonly caller: Caller;
}

/** An operation of the contract with what answers it. */
export interface Handler {
  readonly operation: Operation<z.ZodType, z.ZodType, z.ZodType>;
  run(call: Call<unknown, unknown>, caller: Caller | undefined): Promise<unknown>;
}

/** Bytes instead of JSON. */
export interface FileReply {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Offered for saving under this name. */
  readonly fileName?: string;
  readonly isImmutable?: boolean;
}

/** Answers an operation for people who are signed in. */
export function answer<Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  operation: Operation<Q, B, R>,
  run: (call: SignedInCall<z.output<Q>, z.output<B>>) => Promise<z.input<R>>,
): Handler {
  return {
    operation,
    run: (call, caller) => {
      if (!caller) throw new HufuError('SESSION_MISSING');
      const query = parseInput(operation.query, call.query);
      const body = parseInput(operation.body, call.body);
      return run({ ...call, query, body, caller });
    },
  };
}

/** Answers an operation for anybody. */
export function answerPublic<Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  operation: Operation<Q, B, R>,
  run: (call: Call<z.output<Q>, z.output<B>>) => Promise<z.input<R>>,
): Handler {
  return {
    operation,
    run: (call) => {
      const query = parseInput(operation.query, call.query);
      const body = parseInput(operation.body, call.body);
      return run({ ...call, query, body });
    },
  };
}

/** The one place where input is judged; names the first field that is wrong, never its value. */
function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const read = schema.safeParse(value ?? {});
  if (read.success) return read.data;
  const first = read.error.issues[0];
  const field = first?.path.map(String).join('.') || '—';
  throw new HufuError('INPUT_INVALID', { context: { field, problem: first?.message ?? '' } });
}
