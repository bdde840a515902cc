export {
  type Background,
  type Camera,
  type CameraPreset,
  type Curl,
  camera,
  type Pose,
  plainCamera,
  type Shadow,
} from './camera/camera.ts';
export { openView, pictureSize, platenToSheet, sheetToPlaten, type View } from './camera/geometry.ts';
export { photograph } from './camera/photograph.ts';
export { photographOfScreen, type Screen } from './camera/photograph-of-screen.ts';
export type { FontName } from './fonts.ts';
export {
  type AlterationKind,
  type AlterationTruth,
  alter,
  alterationKinds,
  isAlterable,
  type Where,
} from './paper/alter.ts';
export type { BoxMm } from './paper/drawing.ts';
export type { FieldValues, Style } from './paper/typesetter.ts';
export {
  type FieldPiece,
  type LayoutName,
  layoutNames,
  type Paper,
  type PaperOptions,
  villagePaper,
} from './paper/village-paper.ts';
export { personPhoto } from './person/person-photo.ts';
export { type Random, type Seed, seeded } from './random.ts';
export { type DrawnCase, drawCase } from './sets/draw-case.ts';
export { type AfterKind, afterKinds, type BeforeKind, beforeKinds, type Expected } from './sets/kinds.ts';
export { type CasePlan, planSet, type SetOptions } from './sets/plan.ts';
export type { SplitName } from './sets/split.ts';
export { drawGlyph, type Glyph } from './sheet/glyph.ts';
export { handwrite, type PenPlace } from './sheet/handwrite.ts';
export { layOver, layUnder } from './sheet/pile.ts';
export { GOOD_INK, type Ink, type Place, press } from './sheet/press.ts';
export { type Raster, sheetFromPicture } from './sheet/reprint.ts';
export { type Seal, type SealKind, seal, villageSeals } from './sheet/seal.ts';
export { type Fan, fanOut, pressSeam, type Seam } from './sheet/seam.ts';
export { blankSheet, type PrintOptions, pixelsPerMm, type Sheet, sheetFromPage } from './sheet/sheet.ts';
export { type Wear, wear } from './sheet/wear.ts';
export { amountInDigits, amountInWords } from './village/amount.ts';
export {
  demoVillages,
  inventedIdNumber,
  inventedPerson,
  inventedPhone,
  inventedVillage,
  type Village,
  writtenDate,
} from './village/names.ts';
export { openWorld, type World } from './world/world.ts';
