export { type AfterInput, compareAfter } from './compare-after.ts';
export { type BeforeInput, compareBefore } from './compare-before.ts';
export { type CompareFilesInput, compareFiles } from './compare-files.ts';
export { compareSet, type KindScore, type SetScore } from './compare-set.ts';
export { type ReadCharacter, readLine } from './difference/ocr.ts';
export type { FaceReport } from './face.ts';
export { decodePicture, defaultLimits, type FileKind, type Limits, sniff } from './image/decode.ts';
export { type Box, mmToPx, PAGE_DPI, pxToMm } from './image/raster.ts';
export { pageImage, type RenderedDocument, renderDocument } from './image/render.ts';
export { prepareSpecimen, type Specimen } from './impression/specimen.ts';
export { type PreparedPage, preparePage } from './prepare.ts';
export type { SheetSeen } from './refusals/page-identity.ts';
export { checkPageOrder, type PageOrder } from './refusals/page-order.ts';
export { type FanVerdict, seamCentreMm } from './seam/judge-fan.ts';
export { judgeSeam, type SeamInput, type SeamPart, type SeamVerdict } from './seam/judge-seam.ts';
export type {
  Clarity,
  Impression,
  PlaceMm,
  Region,
  RegionKind,
  Verdict,
  ZoneMm,
} from './verdict.ts';
export { endThread } from './worker/end-thread.ts';
export type { ApprovedBytes, PageSize, PagesSeen } from './worker/messages.ts';
export { openPaperPool, type PaperPool } from './worker/pool.ts';
