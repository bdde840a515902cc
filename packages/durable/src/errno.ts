import { HufuError } from '@hufu/contract';

/** The `code` of a Node system error (`ENOENT`), if it is one. */
export function errnoOf(error: unknown): string | undefined {
  if (error instanceof HufuError) return undefined;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return undefined;
}

/** Wraps what the operating system said; leaves our own faults and bugs as they are. */
export function ioFault(error: unknown, path: string): unknown {
  const errno = errnoOf(error);
  return errno === undefined
    ? error
    : new HufuError('DURABLE_IO', { cause: error, context: { path, errno } });
}
