import { createHash } from 'node:crypto';
import { compareAfter } from '../compare-after.ts';
import { compareBefore } from '../compare-before.ts';
import { detectFace } from '../face.ts';
import { decodePicture, defaultLimits } from '../image/decode.ts';
import { letGo } from '../image/planes.ts';
import { luma } from '../image/raster.ts';
import { pageImage, renderDocument } from '../image/render.ts';
import { prepareSpecimen, type Specimen } from '../impression/specimen.ts';
import { type PreparedPage, preparePage } from '../prepare.ts';
import { RecentMap } from '../recent-map.ts';
import {
  identifySheet,
  identityOf,
  type PageIdentity,
  type SheetSeen,
  twinsOf,
} from '../refusals/page-identity.ts';
import { checkPageOrder } from '../refusals/page-order.ts';
import { dropLevels, photoLevels } from '../registration/register.ts';
import { judgeFan, judgeSealedFan } from '../seam/judge-fan.ts';
import { judgeSeam } from '../seam/judge-seam.ts';
import { type Answers, type ApprovedBytes, PAGES_KEPT, type PagesSeen, type Task } from './messages.ts';
import { bind, nameOf, type PageName, pageFrom, type Reference } from './reference.ts';

const references = new RecentMap<Reference>(PAGES_KEPT);
const specimens = new RecentMap<Specimen>(12);
/** About 1 MB each: as many as a document may have. */
const identities = new RecentMap<PageIdentity>(defaultLimits.maxPages);

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function derive({ bytes, name }: ApprovedBytes, number: number): Promise<PreparedPage> {
  const image = await pageImage(bytes, number, name);
  const page = await preparePage(image);
  letGo(image.data);
  return page;
}

const keyOf = ({ digest, number }: PageName) => `${digest}:${number}`;

/** The prepared page that is kept, if it is still what is wanted. */
function kept(name: PageName): PreparedPage | undefined {
  const reference = references.get(keyOf(name));
  const held = reference && pageFrom(reference, name);
  return held?.ok ? held.value : undefined;
}

async function prepared(approved: ApprovedBytes): Promise<PreparedPage> {
  const name = nameOf(approved);
  const known = kept(name);
  if (known) return known;
  const page = await derive(approved, name.number);
  references.set(keyOf(name), bind(name, page));
  return page;
}

async function identityOfPage(approved: ApprovedBytes): Promise<PageIdentity> {
  const name = nameOf(approved);
  const key = keyOf(name);
  const known = identities.get(key);
  if (known) return known;
  // Not kept as a prepared page: that would push out the page which a job is about.
  const identity = identityOf(kept(name) ?? (await derive(approved, name.number)));
  identities.set(key, identity);
  return identity;
}

/** Which page each sheet is, and what that makes of the document. */
async function pagesSeen(task: Extract<Task, { kind: 'pages' }>): Promise<PagesSeen> {
  const approved: PageIdentity[] = [];
  for (const page of task.pages) approved.push(await identityOfPage(page));
  const seen: SheetSeen[] = [];
  for (const photo of task.photos) {
    const { image } = await decodePicture(photo);
    const levels = photoLevels(luma(image));
    letGo(image.data);
    seen.push(await identifySheet(approved, levels));
    dropLevels(levels);
  }
  const twins = twinsOf(approved);
  return { seen, twins, order: checkPageOrder(twins, seen) };
}

async function specimenOf(bytes: Uint8Array): Promise<Specimen> {
  const key = digestOf(bytes);
  const known = specimens.get(key);
  if (known) return known;
  const specimen = await prepareSpecimen(bytes);
  specimens.set(key, specimen);
  return specimen;
}

/** Does one task in this thread; pages and specimens already prepared here are used again. */
export async function perform(task: Task): Promise<Answers[keyof Answers]> {
  switch (task.kind) {
    case 'render':
      return renderDocument(task.bytes, task.name === undefined ? {} : { name: task.name });
    case 'prepare': {
      const { width, height } = await prepared(task.approved);
      return { width, height };
    }
    case 'before':
      return compareBefore({
        approved: await prepared(task.approved),
        photo: task.photo,
        zones: task.zones ?? [],
        page: task.approved.page ?? 1,
      });
    case 'after':
      return compareAfter({
        approved: await prepared(task.approved),
        before: task.before,
        photo: task.photo,
        ...(task.specimen ? { specimen: await specimenOf(task.specimen) } : {}),
        retired: await Promise.all((task.retired ?? []).map(specimenOf)),
        ...(task.place ? { place: task.place } : {}),
        zones: task.zones ?? [],
        page: task.approved.page ?? 1,
        impressions: task.impressions ?? 1,
      });
    case 'pages':
      return pagesSeen(task);
    case 'seam':
      return judgeSeam({
        sheets: task.sheets.map(({ approved, photo }) => ({
          approved: () => prepared(approved),
          ...(photo ? { photo } : {}),
        })),
        specimen: await specimenOf(task.specimen),
      });
    case 'fan': {
      const fan = {
        approved: await prepared(task.approved),
        photo: task.photo,
        sheets: task.sheets,
        zones: task.zones ?? [],
        page: task.approved.page ?? 1,
      };
      const { sealed } = task;
      return sealed
        ? judgeSealedFan({ ...fan, ...sealed, specimen: await specimenOf(sealed.specimen) })
        : judgeFan(fan);
    }
    case 'detectFace':
      return detectFace(task.jpeg);
    default:
      return task satisfies never;
  }
}
