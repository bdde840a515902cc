import type { Group } from '../difference/groups.ts';
import { type JudgedGroup, judgeGroups } from '../difference/judge.ts';
import { RIM } from '../difference/measure.ts';
import { type Box, type Field, mmToPx } from '../image/raster.ts';
import type { PreparedPage } from '../prepare.ts';
import type { ZoneMm } from '../verdict.ts';
import type { EarlierSheet } from './earlier-sheet.ts';
import { changesSince } from './since-before.ts';

/** What the comparison with the approved page found, and what is needed to look again. */
export interface AfterPrint {
  readonly page: PreparedPage;
  readonly groups: readonly Group[];
  /** Black ink and seal ink of the sheet as it is now. */
  readonly text: Field;
  readonly seal: Field;
  readonly zones: readonly ZoneMm[];
}

/** Seal ink hides text; against the approved page alone only a heavy change under it is certain. */
const UNDER_SEAL = 3;
/** In the earlier photo's light a change under a seal stands out; still errors join along its strokes. */
const ALONG_SEAL = 1.5;
/** Places looked at again in the earlier photo, heaviest first. */
const LOOKS = 10;
/** Surroundings taken along: they tell what error is usual there. A seal is large, a digit needs more than itself. */
const AROUND = { seal: Math.round(mmToPx(5)), place: Math.round(mmToPx(13)) };
/**
 * What must be new since the earlier photo: a share of the mass seen against the approved page, or a mass that speaks by
 * itself, for two photos are compared in coarser units; and from which mass on it may be new.
 */
const NEW = { share: 0.3, surely: 330, perhaps: 90 };

function sealShare(seal: Field, box: Box): number {
  const [x, y, w, h] = box;
  let n = 0;
  let seen = 0;
  for (let py = Math.max(0, y - 4); py < Math.min(seal.height, y + h + 4); py++) {
    for (let px = Math.max(0, x - 4); px < Math.min(seal.width, x + w + 4); px++) {
      seen++;
      if ((seal.data[py * seal.width + px] ?? 0) > 0.08) n++;
    }
  }
  return n / Math.max(1, seen);
}

function overlaps(a: Box, b: Box, gap: number): boolean {
  return (
    a[0] - gap < b[0] + b[2] &&
    b[0] - gap < a[0] + a[2] &&
    a[1] - gap < b[1] + b[3] &&
    b[1] - gap < a[1] + a[3]
  );
}

/** Judges the print against the approved page alone, where no earlier photo can be asked. */
function judgeByPage({ page, groups, seal }: AfterPrint): JudgedGroup[] {
  const open: Group[] = [];
  const covered: Group[] = [];
  for (const g of groups) {
    // Along the strokes of a seal many light errors join up; there only a single heavy patch counts.
    if (sealShare(seal, g.box) > 0.04) covered.push({ ...g, mass: Math.min(g.mass, g.heaviest) });
    else open.push(g);
  }
  return [...judgeGroups(page, open), ...judgeGroups(page, covered, UNDER_SEAL)];
}

/** The places of the print that changed while the sheet was sealed; `stamped` holds the boxes of new impressions. */
export function judgePrint(
  print: AfterPrint,
  stamped: readonly Box[],
  before: EarlierSheet | undefined,
): JudgedGroup[] {
  if (!before) return judgeByPage(print);
  const { page, groups, text, seal, zones } = print;
  const since = (box: Box, margin: number) =>
    changesSince(before, text, seal, box, margin, { rim: RIM, zones });
  const isUnder = (box: Box) => stamped.some((s) => overlaps(s, box, 8));
  const fresh: Group[] = [];
  for (const box of stamped)
    for (const g of since(box, AROUND.seal))
      if (isUnder(g.box) && !fresh.some((f) => overlaps(f.box, g.box, 0))) fresh.push(g);
  const open = judgeGroups(
    page,
    groups.filter((g) => !isUnder(g.box)),
  );
  const stillOpen = open.flatMap((judged, i): JudgedGroup[] => {
    if (i >= LOOKS) return [judged];
    const { group } = judged;
    let mass = 0;
    for (const g of since(group.box, AROUND.place)) if (overlaps(g.box, group.box, 4)) mass += g.mass;
    if (mass >= Math.min(NEW.share * group.mass, NEW.surely)) return [judged];
    // What the sheet showed before the press already is not new; of what differs a little it is for others to tell.
    return mass >= NEW.perhaps ? [{ ...judged, suspicion: 'possible' }] : [];
  });
  return [...stillOpen, ...judgeGroups(page, fresh, ALONG_SEAL)].sort((a, b) => b.group.mass - a.group.mass);
}
