import type { Tx } from '../db/tables.ts';

/** An alarm to be kept. */
export interface NewAlarm {
  readonly id: string;
  readonly at: number;
  readonly village: string;
  readonly kind: string;
  readonly severity: 'info' | 'warning' | 'serious';
  readonly title: { readonly zh: string; readonly en: string };
  readonly detail: { readonly zh: string; readonly en: string };
  readonly request: string | null;
  readonly machine: string | null;
  readonly key: string;
}

/** Keeps an alarm; false when the same thing was raised before. */
export async function insertAlarm(tx: Tx, a: NewAlarm): Promise<boolean> {
  const done = await tx
    .insertInto('alarm')
    .values({
      id: a.id,
      at: a.at,
      village: a.village,
      kind: a.kind,
      severity: a.severity,
      title: JSON.stringify(a.title),
      detail: JSON.stringify(a.detail),
      request: a.request,
      machine: a.machine,
      once_key: a.key,
      statement: a.id,
    })
    .onConflict((c) => c.column('once_key').doNothing())
    .executeTakeFirst();
  return done.numInsertedOrUpdatedRows === 1n;
}
