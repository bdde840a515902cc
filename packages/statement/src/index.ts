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
export {
  decodeKey,
  encodeKey,
  keyOfCredential,
  keyOfP256Point,
  type PublicKey,
  thumbprint,
} from './keys/cose-key.ts';
export {
  type FileSigner,
  generateFileSigner,
  importSigner,
  type MadeSignature,
  type Signer,
  type WebAuthnData,
} from './keys/signer.ts';
export { decodePayload, encodePayload, payloadDigest } from './payload.ts';
export { type Algorithm, type AlgorithmName, algorithms } from './suites/suite.ts';
export { verifySignature } from './verify/verify-signature.ts';
export type { WebPolicy } from './verify/webauthn.ts';
