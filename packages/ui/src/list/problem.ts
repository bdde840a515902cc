import {
  type ErrorCode,
  explain,
  HufuError,
  isErrorCode,
  type ProblemView,
  type Refusal,
} from '@hufu/contract';
import type { Language } from '../text/catalogue.ts';

/** Three sentences for people, with the code for whoever helps them. */
export interface ShownProblem {
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly todo: string;
  readonly support: string | null;
}

/** Whatever went wrong, as people see it. What carries no code of ours is a fault of this page: INTERNAL. */
export function problemOf(error: unknown, language: Language): ShownProblem {
  if (isProblemView(error)) {
    const [what, why, todo] = error[language];
    return { code: error.code, what, why, todo, support: null };
  }
  if (error instanceof HufuError || isRefusal(error)) return worded(error.code, error.context, language);
  return worded('INTERNAL', { support: '—' }, language);
}

/** The code of an error, if it has one of ours. */
export function codeOf(error: unknown): ErrorCode | undefined {
  if (error instanceof HufuError || isRefusal(error)) return error.code;
  return isProblemView(error) && isErrorCode(error.code) ? error.code : undefined;
}

function worded(
  code: ErrorCode,
  context: Readonly<Record<string, unknown>>,
  language: Language,
): ShownProblem {
  const [what, why, todo] = explain(code, language, context);
  return { code, what, why, todo, support: typeof context.support === 'string' ? context.support : null };
}

function isRefusal(error: unknown): error is Refusal {
  return (
    typeof error === 'object' &&
    error !== null &&
    'ok' in error &&
    error.ok === false &&
    'code' in error &&
    typeof error.code === 'string' &&
    isErrorCode(error.code)
  );
}

function isProblemView(error: unknown): error is ProblemView {
  return (
    typeof error === 'object' &&
    error !== null &&
    'zh' in error &&
    Array.isArray(error.zh) &&
    'en' in error &&
    Array.isArray(error.en) &&
    'code' in error &&
    typeof error.code === 'string'
  );
}
