export { checkFourProperties, type PropertyCheck } from './four-properties.ts';
export {
  buildPack,
  type Pack,
  type PackContent,
  packFiles,
  readPack,
  reportPath,
  writePack,
} from './pack.ts';
export { type PackStory, type StoryImpression, type StoryPerson, storyOf } from './pack-story.ts';
export { readRosterChain } from './scene.ts';
export { formatReceipt, receiptToSign } from './scitt-receipt.ts';
export { readCertificate, type TimestampCertificate } from './timestamp/certificate.ts';
export {
  type AlgorithmAges,
  defaultAges,
  endOfAlgorithms,
  type KeptTimestamp,
  timestampedBytes,
  verifyTimestamps,
} from './timestamp/layers.ts';
export { requestTimestamp } from './timestamp/request-timestamp.ts';
export { type VerifiedTimestamp, verifyTimestamp } from './timestamp/token.ts';
export { parseTrustPolicy, policyOfRoster, type TrustPolicy } from './trust-policy.ts';
export type { Bilingual, StepName, Verdict, VerifiedStep } from './verdict.ts';
export { isNoRecord, verifyNoRecord } from './verify-no-record.ts';
export { verifyPack } from './verify-pack.ts';
export { verifyProofFile } from './verify-proof-file.ts';
export { verifyStatement } from './verify-statement.ts';
export { type VerifiedWebRelease, verifyWebRelease, type WebReleaseOffer } from './web/verify-web-release.ts';
export { formatWebManifest, parseWebManifest, type WebFile } from './web/web-manifest.ts';
export { type PackFiles, writeZip } from './zip.ts';
