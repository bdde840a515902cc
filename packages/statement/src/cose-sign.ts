import { accept, HufuError, type Result, refuse, type Statement, sameBytes, toHex } from '@hufu/contract';
import { type CborValue, decodeCbor, encodeCbor } from './cbor.ts';
import { decodeKey } from './keys/cose-key.ts';
import type { FileSigner, MadeSignature, Signer, WebAuthnData } from './keys/signer.ts';
import { decodePayload, encodePayload, payloadDigest } from './payload.ts';
import { suiteOf } from './suites/all.ts';

/** One signature of a statement, not yet verified. */
export interface StatementSignature {
  readonly thumbprint: Uint8Array;
  readonly alg: number;
  readonly signature: Uint8Array;
  readonly webauthn?: WebAuthnData;
}

/** A statement read from its COSE_Sign envelope. Nothing is verified yet. */
export interface SignedStatement<S extends Statement = Statement> {
  readonly payload: S;
  readonly payloadBytes: Uint8Array;
  /** SHA-256 of the payload bytes. */
  readonly digest: Uint8Array;
  readonly cose: Uint8Array;
  readonly signatures: readonly StatementSignature[];
}

/** No statement is larger: a roster of a thousand keys fits. */
const maxBytes = 1024 * 1024;
const maxSignatures = 40;
/** CBOR tag 98: COSE_Sign. */
const tag98 = Uint8Array.of(0xd8, 0x62);
const bodyProtected = encodeCbor(new Map([[3, 'application/hufu+cbor']]));
const noAad = new Uint8Array(0);

/** The bytes that a signer signs (RFC 9052 §4.4, context "Signature"). */
export function sigStructure(alg: number, thumbprint: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeCbor(['Signature', bodyProtected, signerProtected(alg, thumbprint), noAad, payload]);
}

/** Signs a statement with every signer. */
export async function signStatement(
  payload: Statement | Uint8Array,
  signers: readonly Signer[],
): Promise<Uint8Array> {
  const bytes = payload instanceof Uint8Array ? payload : encodePayload(payload);
  if (payload instanceof Uint8Array) {
    const read = decodePayload(bytes);
    if (!read.ok) throw new HufuError(read.code, { context: read.context });
  }
  if (signers.length === 0) throw new HufuError('QUORUM_MISSING', { context: { needed: 1, present: 0 } });
  const made: StatementSignature[] = [];
  // One after the other: two passkey prompts at once cancel each other.
  for (const signer of signers) made.push(await signWith(signer, bytes));
  return assemble(bytes, made);
}

/** Signs a statement with keys in memory, without a promise. */
export function signStatementSync(
  payload: Statement,
  signers: FileSigner | readonly [FileSigner, ...FileSigner[]],
): Uint8Array {
  const bytes = encodePayload(payload);
  const list = 'signSync' in signers ? [signers] : signers;
  return assemble(
    bytes,
    list.map((signer) => {
      const alg = algOf(signer);
      const signature = signer.signSync(sigStructure(alg, signer.thumbprint, bytes));
      return { thumbprint: signer.thumbprint, alg, signature };
    }),
  );
}

/** Adds a signature over the very same payload; adding one twice changes nothing. */
export async function addSignature(cose: Uint8Array, signer: Signer): Promise<Result<Uint8Array>> {
  const signed = parseSigned(cose);
  if (!signed.ok) return signed;
  const { payloadBytes, signatures } = signed.value;
  if (signatures.some((s) => sameBytes(s.thumbprint, signer.thumbprint))) return accept(cose);
  return accept(assemble(payloadBytes, [...signatures, await signWith(signer, payloadBytes)]));
}

/** Puts the signatures of two copies of one statement together. */
export function mergeSignatures(a: Uint8Array, b: Uint8Array): Result<Uint8Array> {
  const one = parseSigned(a);
  if (!one.ok) return one;
  const two = parseSigned(b);
  if (!two.ok) return two;
  if (!sameBytes(one.value.payloadBytes, two.value.payloadBytes))
    return refuse('STATEMENT_MALFORMED', { problem: 'the two copies say different things' });
  const held = one.value.signatures;
  const more = two.value.signatures.filter((s) => !held.some((h) => sameBytes(h.thumbprint, s.thumbprint)));
  return accept(assemble(one.value.payloadBytes, [...held, ...more]));
}

/** Reads an envelope strictly: one encoding, known headers, signatures in the order of their thumbprints, none twice. */
export function parseSigned(cose: Uint8Array): Result<SignedStatement> {
  if (cose.length > maxBytes) return malformed('larger than 1 MiB');
  if (cose[0] !== tag98[0] || cose[1] !== tag98[1]) return malformed('no COSE_Sign (tag 98)');
  const cbor = decodeCbor(cose.subarray(2));
  if (!cbor.ok) return cbor;
  const body = cbor.value;
  if (!Array.isArray(body) || body.length !== 4) return malformed('COSE_Sign has four fields');
  const [protectedHeader, unprotectedHeader, payloadBytes, list] = body;
  if (!(protectedHeader instanceof Uint8Array) || !sameBytes(protectedHeader, bodyProtected))
    return malformed('unknown protected header');
  if (!(unprotectedHeader instanceof Map) || unprotectedHeader.size > 0)
    return malformed('unprotected header is not empty');
  if (!(payloadBytes instanceof Uint8Array)) return malformed('payload is not attached');
  if (!Array.isArray(list) || list.length === 0 || list.length > maxSignatures)
    return malformed('no signatures, or too many');
  const signatures: StatementSignature[] = [];
  for (const item of list) {
    const signature = parseSignature(item);
    if (!signature.ok) return signature;
    const last = signatures.at(-1);
    if (last) {
      const order = compareBytes(last.thumbprint, signature.value.thumbprint);
      if (order === 0) return malformed('a signer signed twice');
      if (order > 0) return refuse('STATEMENT_NOT_CANONICAL');
    }
    signatures.push(signature.value);
  }
  const payload = decodePayload(payloadBytes);
  if (!payload.ok) return payload;
  return accept({
    payload: payload.value,
    payloadBytes,
    digest: payloadDigest(payloadBytes),
    cose,
    signatures,
  });
}

/** Narrows a statement to the type that is wanted here. */
export function expectType<T extends Statement['type']>(
  signed: SignedStatement,
  type: T,
): Result<SignedStatement<Extract<Statement, { type: T }>>> {
  return isType(signed, type)
    ? accept(signed)
    : refuse('STATEMENT_TYPE_WRONG', { wanted: type, got: signed.payload.type });
}

function isType<T extends Statement['type']>(
  signed: SignedStatement,
  type: T,
): signed is SignedStatement<Extract<Statement, { type: T }>> {
  return signed.payload.type === type;
}

function parseSignature(item: CborValue): Result<StatementSignature> {
  if (!Array.isArray(item) || item.length !== 3) return malformed('COSE_Signature has three fields');
  const [protectedHeader, unprotectedHeader, signature] = item;
  if (!(protectedHeader instanceof Uint8Array) || !(signature instanceof Uint8Array))
    return malformed('COSE_Signature of wrong types');
  const header = decodeCbor(protectedHeader);
  if (!header.ok) return header;
  if (!(header.value instanceof Map) || header.value.size !== 2) return malformed('unknown signer header');
  const alg = header.value.get(1);
  const thumbprint = header.value.get(4);
  if (typeof alg !== 'number' || !(thumbprint instanceof Uint8Array) || thumbprint.length !== 32)
    return malformed('signer header without alg or kid');
  if (!suiteOf(alg)) return refuse('SUITE_UNSUPPORTED', { alg });
  // All three suites have signatures of 64 bytes.
  if (signature.length !== 64) return malformed('a signature has 64 bytes');
  if (!(unprotectedHeader instanceof Map)) return malformed('unknown unprotected header');
  if (unprotectedHeader.size === 0) return accept({ thumbprint, alg, signature });
  const web = unprotectedHeader.get('webauthn');
  if (unprotectedHeader.size !== 1 || !(web instanceof Map) || web.size !== 2)
    return malformed('unknown unprotected header');
  const authData = web.get('authData');
  const clientData = web.get('clientData');
  if (!(authData instanceof Uint8Array) || !(clientData instanceof Uint8Array))
    return malformed('webauthn without its data');
  return accept({ thumbprint, alg, signature, webauthn: { authData, clientData } });
}

async function signWith(signer: Signer, payload: Uint8Array): Promise<StatementSignature> {
  const alg = algOf(signer);
  const made: MadeSignature = await signer.sign(sigStructure(alg, signer.thumbprint, payload));
  return { thumbprint: signer.thumbprint, alg, ...made };
}

function algOf(signer: Signer): number {
  const key = decodeKey(signer.key);
  if (!key.ok) throw new HufuError(key.code, { context: key.context });
  return key.value.alg;
}

function assemble(payload: Uint8Array, signatures: readonly StatementSignature[]): Uint8Array {
  const ordered = [...signatures].sort((a, b) => compareBytes(a.thumbprint, b.thumbprint));
  const body = encodeCbor([
    bodyProtected,
    new Map(),
    payload,
    ordered.map((s) => [
      signerProtected(s.alg, s.thumbprint),
      new Map(s.webauthn ? [['webauthn', s.webauthn]] : []),
      s.signature,
    ]),
  ]);
  const cose = new Uint8Array(tag98.length + body.length);
  cose.set(tag98, 0);
  cose.set(body, tag98.length);
  return cose;
}

function signerProtected(alg: number, thumbprint: Uint8Array): Uint8Array {
  return encodeCbor(
    new Map<number, number | Uint8Array>([
      [1, alg],
      [4, thumbprint],
    ]),
  );
}

/** Byte order of two strings of one length; hex keeps it. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const [x, y] = [toHex(a), toHex(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function malformed(problem: string) {
  return refuse('STATEMENT_MALFORMED', { problem });
}
