import {
  inventedVillage,
  type LayoutName,
  layoutNames,
  type Paper,
  seeded,
  villagePaper,
} from '@hufu/paper-world';

/** A generated paper, and whether the index is to know it. */
export interface BenchPaper {
  readonly id: string;
  readonly paper: Paper;
  readonly isRegistered: boolean;
}

/** Papers of one form in one village, in one face and size: only their entries differ. */
const PER_FORM = 4;

/**
 * Papers by form: of each form all but the last are registered. The last is the hardest stranger there is: the same
 * form, village, face and size, with another person's entries.
 */
export async function* benchPapers(seed: string, registered: number): AsyncGenerator<BenchPaper> {
  const random = seeded(`lookup/papers/${seed}`);
  // Each seed meets other forms first: what was fitted on some is reported on others.
  const layouts = layoutNames
    .map((layout) => ({ layout, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ layout }) => layout);
  let made = 0;
  for (let round = 0; made < registered; round++)
    for (const layout of layouts) {
      if (made >= registered) return;
      const village = inventedVillage(random.fork(`${layout}/${round}`));
      const style = styleOf(layout, `${seed}/${round}`);
      for (let i = 0; i < PER_FORM; i++) {
        const isRegistered = i < PER_FORM - 1;
        const name = `${seed}/${round}/${i}`;
        const paper = await villagePaper({ layout, seed: name, village, style: await style });
        if (isRegistered) made++;
        yield { id: `${layout}/${name}`, paper, isRegistered };
      }
    }
}

/** The look that the first paper of a form happened to have is the look of all of them. */
async function styleOf(layout: LayoutName, seed: string): Promise<Paper['source']['style']> {
  return (await villagePaper({ layout, seed: `style/${seed}` })).source.style;
}
