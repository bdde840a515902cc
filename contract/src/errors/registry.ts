import { authorizationErrors } from './authorization-errors.ts';
import { clientErrors } from './client-errors.ts';
import { domainErrors } from './domain-errors.ts';
import { durableErrors } from './durable-errors.ts';
import type { ErrorEntry, ThreeSentences } from './entry.ts';
import { evidenceErrors } from './evidence-errors.ts';
import { linkErrors } from './link-errors.ts';
import { logErrors } from './log-errors.ts';
import { machineErrors } from './machine-errors.ts';
import { operationErrors } from './operation-errors.ts';
import { pressErrors } from './press-errors.ts';
import { paperErrors } from './paper-errors.ts';
import { requestErrors } from './request-errors.ts';
import { screenErrors } from './screen-errors.ts';
import { serverErrors } from './server-errors.ts';
import { statementErrors } from './statement-errors.ts';

/** Every code of Hufu, in one place. A code never changes its meaning and is never used again. */
export const errorRegistry = {
  ...clientErrors,
  ...screenErrors,
  ...linkErrors,
  ...machineErrors,
  ...logErrors,
  ...durableErrors,
  ...operationErrors,
  ...pressErrors,
  ...paperErrors,
  ...requestErrors,
  ...serverErrors,
  ...statementErrors,
  ...authorizationErrors,
  ...domainErrors,
  ...evidenceErrors,
} as const;

/** The closed union of codes. */
export type ErrorCode = keyof typeof errorRegistry;

/** Whether a text from outside is one of our codes. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorRegistry, text);
}

/** The entry of a code. */
export function errorEntry(code: ErrorCode): ErrorEntry {
  return errorRegistry[code];
}

/** The three sentences in the language asked, with `{name}` filled from the context. */
export function explain(
  code: ErrorCode,
  language: 'zh' | 'en',
  context: Readonly<Record<string, unknown>> = {},
): ThreeSentences {
  const fill = (s: string) => s.replace(/\{(\w+)\}/g, (_, k: string) => String(context[k] ?? '…'));
  const [a, b, c] = errorRegistry[code][language];
  return [fill(a), fill(b), fill(c)];
}
