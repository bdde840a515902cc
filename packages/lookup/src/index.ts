export { chooseFeatures, KEPT } from './feature/choose-features.ts';
export type { Feature } from './feature/feature.ts';
export {
  decodePlaces,
  encodePlaces,
  type Mark,
  type PaperFeatures,
  type PlacedMark,
} from './feature/paper-features.ts';
export { bucketsOf, type Candidate, countPapers, rankCandidates } from './find/candidates.ts';
export { featuresDigest } from './find/features-digest.ts';
export { CANDIDATES, judge, type Likeness, type LookupOutcome, type Share } from './find/judge.ts';
export {
  eachPosting,
  POSTING_BYTES,
  type PostingRow,
  postingRowsOf,
  SEGMENT_PAPERS,
  tokenOf,
  withoutPapers,
} from './find/posting.ts';
export { measuredRecall } from './measured-recall.ts';
export type { PictureFeatures } from './read/read-features.ts';
export { type FeatureReader, openFeatureReader } from './worker/feature-reader.ts';
