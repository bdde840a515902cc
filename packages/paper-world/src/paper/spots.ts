import { type BoxMm, boxOf, type Leaf, type Measure, type Run, widthOf } from './drawing.ts';

/** One character on a page: the place a forger works at. */
export type Spot = { page: number; run: Run; at: number };

/** Every character of the pages that is wanted; also told is the field it belongs to. */
export function spots(leaves: Leaf[], wanted: (char: string, inField: boolean) => boolean): Spot[] {
  return leaves.flatMap((leaf, i) =>
    leaf.runs.flatMap((run) =>
      [...run.text].flatMap((char, at): Spot[] => {
        const inField = run.marks.some((mark) => mark.from <= at && at < mark.to);
        return wanted(char, inField) ? [{ page: i + 1, run, at }] : [];
      }),
    ),
  );
}

/** Another character in the same place: what follows it does not move, so the pieces of the run are set apart. */
export function replace(spot: Spot, to: string, measure: Measure): BoxMm {
  const before = boxOf(spot.run, spot.at, spot.at + 1, measure);
  const width = widthOf(spot.run, measure);
  spot.run.text = spot.run.text.slice(0, spot.at) + to + spot.run.text.slice(spot.at + 1);
  keepWidth(spot.run, width, measure);
  return before;
}

/** One more character: the rest of the line moves, squeezed where it would run over the margin. */
export function insert(spot: Spot, char: string, measure: Measure): void {
  const { run, at } = spot;
  const width = widthOf(run, measure);
  run.text = run.text.slice(0, at + 1) + char + run.text.slice(at + 1);
  for (const mark of run.marks) {
    if (mark.from > at) mark.from += 1;
    if (mark.to > at) mark.to += 1;
  }
  if (run.spacingPt > 0) keepWidth(run, width, measure);
}

function keepWidth(run: Run, widthMm: number, measure: Measure): void {
  const excess = widthOf(run, measure) - widthMm;
  if (run.text.length > 1) run.spacingPt -= (excess * 72) / 25.4 / (run.text.length - 1);
}

/** Takes characters out; what follows stays where it was. */
export function cut(leaves: Leaf[], spot: Spot, from: number, to: number, measure: Measure): BoxMm {
  const { run } = spot;
  const box = boxOf(run, from, to, measure);
  const rest: Run = {
    ...run,
    text: run.text.slice(to),
    xMm: to < run.text.length ? boxOf(run, to, to + 1, measure)[0] : run.xMm,
    marks: run.marks
      .filter((mark) => mark.from >= to)
      .map((mark) => ({ ...mark, from: mark.from - to, to: mark.to - to })),
  };
  run.text = run.text.slice(0, from);
  run.marks = run.marks.filter((mark) => mark.to <= from);
  if (rest.text !== '') leaves[spot.page - 1]?.runs.push(rest);
  return box;
}
