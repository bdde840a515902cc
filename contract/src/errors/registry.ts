import { authorizationErrors } from './authorization-errors.ts';
import { clientErrors } from './client-errors.ts';
import { domainErrors } from './domain-errors.ts';
import { durableErrors } from './durable-errors.ts';
import type { ErrorEntry, ThreeSentences } from './entry.ts';
import { evidenceErrors } from './evidence-errors.ts';
import { fleetErrors } from './fleet-errors.ts';
import { linkErrors } from './link-errors.ts';
import { logErrors } from './log-errors.ts';
import { machineErrors } from './machine-errors.ts';
import { operationErrors } from './operation-errors.ts';
import { paperErrors } from './paper-errors.ts';
import { pressErrors } from './press-errors.ts';
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
  ...fleetErrors,
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
  const fill = (s: string) => s.replace(/\{(\w+)\}/g, (_, k: string) => inLanguage(context[k], language));
  const [a, b, c] = errorRegistry[code][language];
  return [fill(a), fill(b), fill(c)];
}

/** What a context says in one language: a text of both is written `中文 / English`. */
function inLanguage(value: unknown, language: 'zh' | 'en'): string {
  const text = String(value ?? '…');
  const [zh, en, ...more] = text.split(' / ');
  const isBoth =
    en !== undefined && more.length === 0 && /[\u4e00-\u9fff]/.test(zh ?? '') && !/[\u4e00-\u9fff]/.test(en);
  return isBoth ? ((language === 'zh' ? zh : en) ?? text) : text;
}
