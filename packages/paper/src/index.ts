export { type AfterInput, compareAfter } from './compare-after.ts';
export { type BeforeInput, compareBefore } from './compare-before.ts';
export { type CompareFilesInput, compareFiles } from './compare-files.ts';
export { compareSet, type KindScore, type SetScore } from './compare-set.ts';
export { decodePicture, defaultLimits, type FileKind, type Limits, sniff } from './decode.ts';
export type { FaceReport } from './face.ts';
export type { ApprovedBytes, PageSize } from './messages.ts';
export { openPaperPool, type PaperPool } from './pool.ts';
export { type PreparedPage, preparePage } from './prepare.ts';
export { type Box, mmToPx, PAGE_DPI, pxToMm } from './raster.ts';
export { pageImage, type RenderedDocument, renderDocument } from './render.ts';
export { prepareSpecimen, type Specimen } from './specimen.ts';
export type {
  Clarity,
  Impression,
  PlaceMm,
  Region,
  RegionKind,
  Verdict,
  ZoneMm,
} from './verdict.ts';
