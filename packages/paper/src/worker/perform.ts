import { createHash } from 'node:crypto';
import { compareAfter } from '../compare-after.ts';
import { compareBefore } from '../compare-before.ts';
import { detectFace } from '../face.ts';
import { pageImage, renderDocument } from '../image/render.ts';
import { prepareSpecimen, type Specimen } from '../impression/specimen.ts';
import { type PreparedPage, preparePage } from '../prepare.ts';
import { RecentMap } from '../recent-map.ts';
import { type Answers, type ApprovedBytes, PAGES_KEPT, type Task } from './messages.ts';

const pages = new RecentMap<PreparedPage>(PAGES_KEPT);
const specimens = new RecentMap<Specimen>(12);

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function prepared(approved: ApprovedBytes): Promise<PreparedPage> {
  const number = approved.page ?? 1;
  const key = `${digestOf(approved.bytes)}:${number}`;
  const known = pages.get(key);
  if (known) return known;
  const page = await preparePage(await pageImage(approved.bytes, number, approved.name));
  pages.set(key, page);
  return page;
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
    case 'detectFace':
      return detectFace(task.jpeg);
    default:
      return task satisfies never;
  }
}
