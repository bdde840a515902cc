import type { useT } from '../texts.ts';

/** The kinds of statements that a request's story knows, with a text each. */
export const statementTypes = [
  'request',
  'withdrawal',
  'rejection',
  'review',
  'authorization',
  'exception',
  'revocation',
  'presence',
  'authorizationRecord',
  'intent',
  'outcome',
  'afterCheck',
  'finish',
  'event',
  'reconciliation',
  'custody',
  'alarm',
  'disposal',
  'finding',
  'deletion',
  'opening',
  'void',
  'service',
  'roster',
] as const;

/** What people call a statement; one without a name is shown by its type. */
export function statementName(type: string, text: ReturnType<typeof useT>): string {
  const known = statementTypes.find((t) => t === type);
  return known ? text(`statement.${known}`) : type;
}
