export { type CborValue, decodeCbor, encodeCbor } from './cbor.ts';
export {
  addSignature,
  expectType,
  mergeSignatures,
  parseSigned,
  type SignedStatement,
  type StatementSignature,
  signStatement,
  signStatementSync,
  sigStructure,
} from './cose-sign.ts';
export { createBrowserKey, openBrowserKey, type StoredBrowserKey } from './keys/browser-key.ts';
export {
  decodeKey,
  encodeKey,
  keyOfCredential,
  keyOfP256Point,
  type PublicKey,
  thumbprint,
} from './keys/cose-key.ts';
export { openKey, sealKey } from './keys/key-file.ts';
export { type Assertion, passkeySigner } from './keys/passkey.ts';
export {
  type FileSigner,
  generateFileSigner,
  importSigner,
  type MadeSignature,
  type Signer,
  type WebAuthnData,
} from './keys/signer.ts';
export { decodePayload, encodePayload, payloadDigest } from './payload.ts';
export {
  type AcceptedRoster,
  acceptGenesis,
  acceptRotation,
  rosterDigest,
} from './roster/accept-roster.ts';
export { checkRoster } from './roster/check-roster.ts';
export { type RosterSigner, type SignerRule, verifySigners } from './roster/roster-signers.ts';
export { verifyThreshold } from './roster/threshold.ts';
export { suiteNamed } from './suites/all.ts';
export { type Algorithm, type AlgorithmName, algorithms } from './suites/suite.ts';
export {
  type ApprovalUse,
  approversNeeded,
  type VerifiedAuthorization,
  verifyApproval,
} from './verify/approval.ts';
export { authorizingRoles, checkEmergencyQuota, recentEmergencies } from './verify/emergency.ts';
export { type AskingMachine, clockToleranceMs, type FreshWord, verifyFreshness } from './verify/freshness.ts';
export { type UsableAuthorization, verifyAuthorization } from './verify/verify-authorization.ts';
export { verifyCustody } from './verify/verify-custody.ts';
export { type UnsureMoment, verifyException } from './verify/verify-exception.ts';
export { verifyOpening } from './verify/verify-opening.ts';
export { verifyReceipt, verifyRecord } from './verify/verify-record.ts';
export { verifyRevocation } from './verify/verify-revocation.ts';
export { verifyRelease, verifyService } from './verify/verify-service.ts';
export { verifySignature } from './verify/verify-signature.ts';
export type { WebPolicy } from './verify/webauthn.ts';
