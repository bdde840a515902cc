export { fromBase64, toBase64 } from './base64.ts';
export { type Checkpoint, formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
export { commitment, SALT_BYTES } from './commitment.ts';
export { compareViews, type ViewDifference, type WitnessView } from './compare-views.ts';
export { type Cosigner, cosign, verifyCosignature, verifyCosignatures } from './cosignature.ts';
export { EMPTY_ROOT, leafHash, nodeHash, treeRoot, verifyConsistency, verifyInclusion } from './merkle.ts';
export { type HashReader, proveConsistency, proveInclusion, rootAt, type SubtreeId } from './merkle-proof.ts';
export {
  formatNote,
  formatSignatureLine,
  type Note,
  type NoteSignature,
  parseNote,
  parseSignatureLines,
  signaturesBy,
  signNote,
  verifyNote,
} from './note.ts';
export {
  describeKey,
  formatVkey,
  isKeyName,
  KEY_TYPE,
  type KeyType,
  keyIdOf,
  type NoteKey,
  type NoteSigner,
  noteKey,
  parseVkey,
  sameKey,
  seedSigner,
  verifyEd25519,
} from './note-key.ts';
export { type Policy, type PolicyNode, parsePolicy, policyWitnesses } from './policy.ts';
export { quorumMet, type VerifiedCheckpoint, type VerifyOptions, verifyCheckpoint } from './policy-check.ts';
export { formatProof, parseProof, type TlogProof, verifyProof } from './proof-file.ts';
export {
  addSideLines,
  formatSideVkey,
  hasSideSignature,
  parseSideVkey,
  type SideKey,
  type SideSigner,
  sm2SideKey,
} from './side-signature.ts';
export {
  allTiles,
  formatBundle,
  newTiles,
  parseBundle,
  parseTile,
  parseTilePath,
  TILE_WIDTH,
  type TileId,
  tilePath,
  tileWidth,
} from './tile.ts';
export { hashReader, type TileSource, tileCache } from './tile-reader.ts';
export {
  decideAddCheckpoint,
  type WatchedLog,
  type WitnessDecision,
  type WitnessedTree,
  type WitnessState,
} from './witness.ts';
export { quorumLines } from './witness-quorum.ts';
export { type AddCheckpointRequest, formatAddCheckpoint, parseAddCheckpoint } from './witness-request.ts';
