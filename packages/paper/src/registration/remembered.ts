import { createHash } from 'node:crypto';
import type { PreparedPage } from '../prepare.ts';
import { RecentMap } from '../recent-map.ts';
import type { Registration } from './register.ts';

/** Photos of one page whose place is kept: a sheet is photographed a few times until it lies well. */
const PHOTOS = 4;

/** How each page lay in the photos it was sought in last; goes when the page goes. */
const remembered = new WeakMap<PreparedPage, RecentMap<{ readonly found: Registration | undefined }>>();

/** The name under which a photo's place is kept. */
export function photoDigest(photo: Uint8Array): string {
  return createHash('sha256').update(photo).digest('hex');
}

/** Keeps where a page was found in a photo; `undefined` says that it was sought in vain. */
export function rememberPlace(page: PreparedPage, digest: string, found: Registration | undefined): void {
  let photos = remembered.get(page);
  if (!photos) {
    photos = new RecentMap(PHOTOS);
    remembered.set(page, photos);
  }
  photos.set(digest, { found });
}

/** What `rememberPlace` kept; undefined when the page was never sought in this photo, or long ago. */
export function recallPlace(
  page: PreparedPage,
  digest: string,
): { readonly found: Registration | undefined } | undefined {
  return remembered.get(page)?.get(digest);
}
