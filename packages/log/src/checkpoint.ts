import { accept, type Result, refuse, sameBytes } from '@hufu/contract';
import { hashFromBase64, toBase64 } from './base64.ts';
import { EMPTY_ROOT } from './merkle.ts';
import { parseDecimal } from './text.ts';

/** A tree head (c2sp.org/tlog-checkpoint). */
export interface Checkpoint {
  /** Names the log. */
  readonly origin: string;
  /** Leaves in the tree. */
  readonly size: number;
  readonly root: Uint8Array;
  /** Opaque further lines; Hufu writes none. */
  readonly extensions: readonly string[];
}

/** The text to be signed. */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  return [origin, String(size), toBase64(root), ...extensions].map((line) => `${line}\n`).join('');
}

/** Reads a checkpoint's text (of a note) strictly. */
export function parseCheckpoint(text: string): Result<Checkpoint> {
  const bad = (problem: string) => refuse('NOTE_MALFORMED', { problem });
  if (!text.endsWith('\n')) return bad('no newline at the end');
  const [origin = '', sizeLine = '', rootLine = '', ...extensions] = text.slice(0, -1).split('\n');
  if (origin === '') return bad('no origin');
  const size = parseDecimal(sizeLine);
  if (size === undefined) return bad('the size is not a decimal number');
  const root = hashFromBase64(rootLine);
  if (root === undefined) return bad('the root is not base64 of 32 bytes');
  if (extensions.includes('')) return bad('an empty extension line');
  if (size === 0 && !sameBytes(root, EMPTY_ROOT)) return bad('an empty tree with another root');
  return accept({ origin, size, root, extensions });
}
