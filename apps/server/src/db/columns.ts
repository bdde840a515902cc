import type { ColumnType } from 'kysely';

/** JSON as PostgreSQL holds it: written as text, read back unparsed; every reader parses it with its zod schema. */
export type Json = ColumnType<unknown, string, string>;
/** A column of a later migration: absent at first. */
export type Later<T> = ColumnType<T | null, T | null | undefined, T | null>;
