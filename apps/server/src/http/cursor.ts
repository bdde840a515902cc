import { HufuError } from '@hufu/contract';
import { z } from 'zod';

const zCursor = z.tuple([z.number(), z.uuid()]);

/** Where the next page begins: opaque to the client. */
export function cursorOf(position: { readonly at: number; readonly id: string }): string {
  return Buffer.from(JSON.stringify([position.at, position.id])).toString('base64url');
}

/** Reads a cursor that we gave out; anything else is refused. */
export function positionOf(cursor: string | undefined): { at: number; id: string } | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [at, id] = zCursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return { at, id };
  } catch (cause) {
    throw new HufuError('INPUT_INVALID', { cause, context: { field: 'cursor', problem: 'unknown cursor' } });
  }
}

/** A page of at most `limit` items, out of rows fetched with one more. */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  view: (row: R) => T,
  position: (row: R) => { readonly at: number; readonly id: string },
): { items: T[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(view),
    next: rows.length > limit && last !== undefined ? cursorOf(position(last)) : null,
  };
}
