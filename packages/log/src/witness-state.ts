import { HufuError, toHex } from '@hufu/contract';
import { sha256 } from '@noble/hashes/sha2.js';
import { hashFromBase64, toBase64 } from './base64.ts';
import { fromUtf8, utf8 } from './text.ts';
import type { WitnessState } from './witness.ts';

/** The state as a file: a line of JSON, then the SHA-256 of that line, so that a flipped digit is noticed. */
export function formatWitnessState(state: WitnessState): Uint8Array {
  const logs = [...state].map(([origin, { size, root }]) => ({ origin, size, root: toBase64(root) }));
  const line = `${JSON.stringify({ version: 1, logs })}\n`;
  return utf8(`${line}${toHex(sha256(utf8(line)))}\n`);
}

/** Reads the file back; throws WITNESS_STATE_INVALID, for a witness that forgot could be made to sign two histories. */
export function parseWitnessState(bytes: Uint8Array, path: string): WitnessState {
  const bad = (problem: string, cause?: unknown) =>
    new HufuError('WITNESS_STATE_INVALID', { cause, context: { path, problem } });
  const text = fromUtf8(bytes) ?? '';
  const end = text.indexOf('\n') + 1;
  if (end === 0 || text.slice(end) !== `${toHex(sha256(utf8(text.slice(0, end))))}\n`) throw bad('checksum');
  const value = parseJson(text.slice(0, end), bad);
  const { version, logs } = fieldsOf(value);
  if (version !== 1 || !Array.isArray(logs)) throw bad('version');
  const state = new Map<string, { size: number; root: Uint8Array }>();
  for (const entry of logs) {
    const { origin, size, root } = fieldsOf(entry);
    const hash = typeof root === 'string' ? hashFromBase64(root) : undefined;
    if (
      typeof origin !== 'string' ||
      typeof size !== 'number' ||
      !Number.isSafeInteger(size) ||
      size < 0 ||
      !hash
    ) {
      throw bad('an entry');
    }
    if (state.has(origin)) throw bad('a log twice');
    state.set(origin, { size, root: hash });
  }
  return state;
}

function parseJson(text: string, bad: (problem: string, cause?: unknown) => HufuError): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw bad('not JSON', error);
  }
}

function fieldsOf(value: unknown): Partial<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
