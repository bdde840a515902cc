import { type Result, refuse, sameBytes } from '@hufu/contract';
import { leafHash, type NoteKey, verifyEd25519, verifyInclusion } from '@hufu/log';
import { type CborValue, decodeCbor, encodeCbor } from '@hufu/statement';

/*
 * A receipt of RFC 9942 (COSE Receipts) as RFC 9943 (SCITT) hands it out: COSE_Sign1 over the root of the tree, detached,
 * with one inclusion proof of RFC 9162 with SHA-256. The same proof as the tlog-proof beside it, for other people's tools.
 */

/** COSE header labels: RFC 9052 (alg, kid), RFC 9597 (CWT claims), RFC 9942 (vds, vdp); the issuer is claim 1 of RFC 8392. */
const label = { alg: 1, kid: 4, claims: 15, vds: 395, vdp: 396 } as const;
const [edDsa, rfc9162Sha256, inclusion, issuer] = [-8, 1, -1, 1] as const;
/** COSE_Sign1, tag 18 (RFC 9052 §2). */
const tagSign1 = 0xd2;

/** What the log's key signs for the receipts of one root: a Sig_structure, which no note can be mistaken for. */
export function receiptToSign(key: NoteKey, root: Uint8Array): Uint8Array {
  return encodeCbor(['Signature1', protectedHeader(key), new Uint8Array(0), root]);
}

/** Writes a receipt. */
export function formatReceipt(
  key: NoteKey,
  of: {
    readonly size: number;
    readonly index: number;
    readonly hashes: readonly Uint8Array[];
    readonly signature: Uint8Array;
  },
): Uint8Array {
  const proof = encodeCbor([of.size, of.index, [...of.hashes]]);
  const vdp = new Map([[label.vdp, new Map([[inclusion, [proof]]])]]);
  const body = encodeCbor([protectedHeader(key), vdp, null, of.signature]);
  return Uint8Array.from([tagSign1, ...body]);
}

/** Whether a receipt of this log proves the entry to be under this root. */
export function verifyReceiptOf(
  bytes: Uint8Array,
  key: NoteKey,
  entry: Uint8Array,
  head: { readonly size: number; readonly root: Uint8Array },
): Result<void> {
  const bad = () => refuse('TLOG_PROOF_MALFORMED', { problem: 'COSE receipt (RFC 9942)' });
  if (bytes[0] !== tagSign1) return bad();
  const read = decodeCbor(bytes.subarray(1));
  if (!read.ok || !Array.isArray(read.value) || read.value.length !== 4) return bad();
  const [header, unprotected, payload, signature] = read.value;
  if (!isBytes(header) || !isBytes(signature) || payload !== null) return bad();
  const proof = proofIn(unprotected);
  if (!proof) return bad();
  const { size, index, hashes } = proof;
  if (size !== head.size) return bad();
  const message = encodeCbor(['Signature1', header, new Uint8Array(0), head.root]);
  const isOfLog = sameBytes(header, protectedHeader(key)) && verifyEd25519(key.publicKey, message, signature);
  if (!isOfLog) return refuse('NOTE_SIGNATURE_INVALID', { name: key.name });
  return verifyInclusion({ index, size, leafHash: leafHash(entry), proof: hashes, root: head.root });
}

function protectedHeader({ name, id }: NoteKey): Uint8Array {
  const kid = Uint8Array.of(id >>> 24, id >>> 16, id >>> 8, id);
  return encodeCbor(
    new Map<number, unknown>([
      [label.alg, edDsa],
      [label.kid, kid],
      [label.claims, new Map([[issuer, name]])],
      [label.vds, rfc9162Sha256],
    ]),
  );
}

function proofIn(
  unprotected: CborValue | undefined,
): { size: number; index: number; hashes: Uint8Array[] } | undefined {
  const vdp = unprotected instanceof Map && unprotected.size === 1 ? unprotected.get(label.vdp) : undefined;
  const proofs = vdp instanceof Map && vdp.size === 1 ? vdp.get(inclusion) : undefined;
  const [only] = Array.isArray(proofs) && proofs.length === 1 ? proofs : [];
  const read = isBytes(only) ? decodeCbor(only) : undefined;
  if (!read?.ok || !Array.isArray(read.value) || read.value.length !== 3) return undefined;
  const [size, index, path] = read.value;
  if (typeof size !== 'number' || typeof index !== 'number' || !Array.isArray(path)) return undefined;
  const hashes = path.filter(isBytes);
  return hashes.length === path.length ? { size, index, hashes } : undefined;
}

const isBytes = (v: unknown): v is Uint8Array => v instanceof Uint8Array;
