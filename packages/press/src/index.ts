export { unpowered } from './boot.ts';
export { type PressSecrets, step } from './core.ts';
export type { FramCopies } from './fram.ts';
export {
  decodeFrame,
  encodeFrame,
  type Frame,
  type FrameType,
  frameTypes,
  MAX_FRAME_BYTES,
  MAX_STATEMENT_BYTES,
} from './frame.ts';
export type { AttemptOutcome, ImpressionState, Ledger } from './ledger.ts';
export type { AttemptRef, AttemptReport, EventBody, PressMode, ReplyOf, RequestOf } from './messages.ts';
export type * from './plant.ts';
export { PressClient, type PressRequest, type SettledAttempt } from './press-client.ts';
export type { BytePort, LinkOptions, SetTimer } from './press-link.ts';
export { preHashOf } from './press-requests.ts';
export { pressSigner } from './receipt.ts';
export {
  defaultConfig,
  type NoncePurpose,
  type PressConfig,
  type PressInput,
  type PressOutput,
  type PressSigner,
  type PressState,
} from './state.ts';
export { modeOf as pressMode } from './turn.ts';
