import type { Authorization, ImpressionItem, PageRef } from './seal-use.ts';

/** Sheets that one seal across the seam joins at most: each has to show a strip that bears enough of the seal to be told. */
export const maxSeamSheets = 6;

/** How wide the strips of a fan are together, from the edge of the first sheet to that of the last, in millimetres. */
export const seamFanMm = { usual: 20, least: 12, most: 32 };

type Sheets = readonly Pick<PageRef, 'side'>[];

/** Front pages: one for each sheet, in order. */
function fronts(pages: Sheets): number[] {
  return pages.flatMap(({ side }, i) => (side === 'front' ? [i] : []));
}

/** What is wrong with a seam over pages of a document, in words; undefined where nothing is. */
export function seamProblem(
  item: Pick<ImpressionItem, 'pages' | 'place'>,
  pages: Sheets,
): string | undefined {
  const [first = 0] = item.pages;
  if (item.pages.length < 2) return '骑缝章至少要两张纸 / a seam joins two sheets at least';
  if (item.pages.length > maxSeamSheets)
    return `一枚骑缝章最多骑 ${maxSeamSheets} 张 / a seam joins ${maxSeamSheets} sheets at most`;
  const sheets = fronts(pages);
  const from = sheets.indexOf(first);
  // A sheet left out would lie unseen between the others, or be missing.
  const wanted = from < 0 ? [] : sheets.slice(from, from + item.pages.length);
  if (wanted.join() !== item.pages.join())
    return '骑缝章要按顺序骑相连的各张正面 / a seam joins the fronts of sheets that follow one another';
  if (item.place && item.place.page !== first)
    return '骑缝章的位置按最上面一张算 / the place of a seam is counted on its first sheet';
  return undefined;
}

/**
 * The seams that join a whole document. Of one that is too thick for a single fan, the last sheet of each is the first of
 * the next, so that no two neighbours are left unjoined.
 */
export function seamsOver(pages: Sheets): number[][] {
  const sheets = fronts(pages);
  const seams: number[][] = [];
  for (let i = 0; i + 1 < sheets.length; i += maxSeamSheets - 1)
    seams.push(sheets.slice(i, i + maxSeamSheets));
  return seams;
}

/** Pages of a copy that are shown without being sealed, in the order in which they come (F65). A seam has all its sheets shown. */
export function pagesToShow(
  { pages, impressions, everyPage }: Pick<Authorization, 'pages' | 'impressions' | 'everyPage'>,
  copy: number,
): number[] {
  const ofCopy = impressions.filter((i) => i.copies > copy);
  const sealed = new Set(ofCopy.flatMap((i) => (i.kind === 'seam' ? [] : i.pages)));
  const joined = new Set(ofCopy.flatMap((i) => (i.kind === 'seam' ? i.pages : [])));
  return pages.flatMap((_, page) => (!sealed.has(page) && (everyPage || joined.has(page)) ? [page] : []));
}

/** Whether every page of a copy that had to be shown was, each once and in order (F65). */
export function wereShown(
  authorization: Parameters<typeof pagesToShow>[0],
  copy: number,
  shown: readonly { readonly page: number; readonly copy: number }[],
): boolean {
  const seen = shown.filter((s) => s.copy === copy).map((s) => s.page);
  return pagesToShow(authorization, copy).join() === seen.join();
}
