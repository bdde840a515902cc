import type { ErrorCode } from './errors/registry.ts';
import type { Result } from './result.ts';

/** A fault: the world failed (disk, network, camera, a caller outside the contract). Always with a code. */
export class HufuError extends Error {
  override readonly name = 'HufuError';
  readonly code: ErrorCode;
  readonly context: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    options: { cause?: unknown; context?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(
      `${code}${options.context ? ` ${JSON.stringify(options.context)}` : ''}`,
      options.cause === undefined ? {} : { cause: options.cause },
    );
    this.code = code;
    this.context = options.context ?? {};
  }
}

/** Turns a refusal into a throw where the caller has no other way out (edges: HTTP, command line). */
export function valueOrThrow<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new HufuError(result.code, { context: result.context });
}
