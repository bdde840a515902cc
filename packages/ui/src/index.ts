export { BigButton, type ButtonKind } from './display/big-button.tsx';
export { startChineseFont } from './display/chinese-font.ts';
export { setElderMode, startElderMode, useElderMode } from './display/elder-mode.ts';
export { DemoRibbon, PhaseTag, Tag, type Tone, VerdictTag } from './display/phase-tag.tsx';
export {
  type CheckedImage,
  type FetchBytes,
  type ImageShelf,
  imageShelf,
  loadCheckedImage,
} from './image/checked-image.ts';
export { PageImage, useCheckedImage } from './image/page-image.tsx';
export { PageViewer } from './image/page-viewer.tsx';
export { fittingSize, StraightPicture } from './image/straight-picture.tsx';
export { homography, type Point, straightening } from './image/straighten.ts';
export { useRoom } from './image/use-room.ts';
export { fitZoom, moveBy, type Size, type Zoom, zoomAt } from './image/zoom.ts';
export { ZoomFrame } from './image/zoom-frame.tsx';
export { type DeviceStore, type DeviceTable, openDeviceStore } from './key/device-store.ts';
export { KeyGrade } from './key/key-grade.tsx';
export { type HeldKey, type KeyStore, openKeyStore, publicKeyOfFile } from './key/key-store.ts';
export { canUsePasskeys } from './key/passkey-prompt.ts';
export { PinPad } from './key/pin-pad.tsx';
export { ListStates, Waiting } from './list/list-states.tsx';
export { codeOf, problemOf, type ShownProblem } from './list/problem.ts';
export { Notice, ProblemNotice } from './list/problem-notice.tsx';
export { type Loaded, useLoad } from './list/use-load.ts';
export {
  type Catalogue,
  type Language,
  languageNow,
  type SharedKey,
  setLanguage,
  startTexts,
  type TextOf,
  type TextParams,
  textNow,
  useLanguage,
  useTexts,
} from './text/catalogue.ts';
export { catalogueProblems, literalTexts } from './text/check-catalogue.ts';
export {
  formatCount,
  formatDate,
  formatDateTime,
  formatSpan,
  formatTime,
  formatWhen,
  formatYuan,
  formatYuanCapital,
} from './text/format.ts';
export { paperReasonText } from './text/paper-reason.ts';
export { warningTone } from './text/warning-tone.ts';
