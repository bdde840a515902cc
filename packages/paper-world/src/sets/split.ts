import type { FontName } from '../fonts.ts';
import type { LayoutName } from '../paper/village-paper.ts';

/** Thresholds are fitted on one set and reported on the other: they share no seed, no layout and no face. */
export type SplitName = 'fit' | 'report';

/** What a split draws from. */
export type Split = {
  layouts: readonly LayoutName[];
  bodies: readonly FontName[];
  headings: readonly FontName[];
  hands: readonly FontName[];
  sealFaces: readonly FontName[];
};

/** Both splits; every layout belongs to exactly one. */
export const splits: Readonly<Record<SplitName, Split>> = {
  fit: {
    layouts: [
      'residence',
      'loan',
      'homestead',
      'notice',
      'payment',
      'works',
      'letter',
      'attorney',
      'receipt',
      'roster',
      'lowIncome',
      'ledger',
      'mediation',
    ],
    bodies: ['serif', 'serif', 'sans', 'display'],
    headings: ['sansBold', 'serifBold'],
    hands: ['hand'],
    sealFaces: ['serifBold'],
  },
  report: {
    layouts: [
      'income',
      'lease',
      'subsistence',
      'introduction',
      'kinship',
      'tenancy',
      'minutes',
      'application',
      'award',
      'household',
      'publicList',
      'payroll',
      'landSurvey',
    ],
    bodies: ['kai', 'kai', 'kaiLight', 'serifMedium', 'sansLight'],
    headings: ['kaiBold', 'sansHeavy', 'serifHeavy'],
    hands: ['handRunning', 'handGrass'],
    sealFaces: ['serifHeavy', 'kaiBold'],
  },
};
