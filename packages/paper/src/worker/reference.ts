import { createHash } from 'node:crypto';
import { accept, HufuError, type Result, refuse } from '@hufu/contract';
import { type PreparedPage, REFERENCE_VERSION } from '../prepare.ts';
import type { ApprovedBytes } from './messages.ts';

/** Which page of which approved file. */
export interface PageName {
  /** SHA-256 of the file, in hex. */
  readonly digest: string;
  /** Counted from 1. */
  readonly number: number;
}

/** A prepared page, bound to the file that it was derived from and to the way in which it was. */
export interface Reference extends PageName {
  readonly version: number;
  readonly page: PreparedPage;
}

/**
 * Names an approved page by its own bytes. Where the digest that people signed is told, no other file is taken: this is the
 * last place before the comparison, and whatever happened on the way is found here.
 */
export function nameOf({ bytes, digest: signed, page }: ApprovedBytes): PageName {
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (signed !== undefined && signed !== digest)
    throw new HufuError('PAPER_REFERENCE_OTHER', { context: { signed, digest } });
  return { digest, number: page ?? 1 };
}

/** Binds what was derived from an approved page just now. */
export function bind(name: PageName, page: PreparedPage): Reference {
  return { ...name, version: REFERENCE_VERSION, page };
}

/** The prepared page of a reference, if it is of the page that is wanted and was prepared as today; else it is derived anew. */
export function pageFrom(reference: Reference, wanted: PageName): Result<PreparedPage> {
  const { version, digest, number, page } = reference;
  if (version !== REFERENCE_VERSION)
    return refuse('PAPER_REFERENCE_OUTDATED', { version, wanted: REFERENCE_VERSION });
  if (digest !== wanted.digest || number !== wanted.number)
    return refuse('PAPER_REFERENCE_OTHER', { signed: wanted.digest, digest });
  return accept(page);
}
