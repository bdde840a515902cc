import { accept, type Result, toHex } from '@hufu/contract';
import { parseSigned, payloadDigest } from '@hufu/statement';
import { manifestPath, writeManifest } from './manifest.ts';
import { type PackFiles, readZip, writeZip } from './zip.ts';

/** What goes into a pack. */
export interface PackContent {
  /** Every roster of the village, from the first. */
  readonly rosters: readonly Uint8Array[];
  /** Statements in the order in which they came, each with its tlog-proof whose extra data are CBOR {salt}. */
  readonly statements: readonly { readonly cose: Uint8Array; readonly proof: string }[];
  /** Images of the approved pages. */
  readonly pages: readonly Uint8Array[];
  /** Photographs of papers that the machine's records name. Photographs of people are not part of a pack. */
  readonly pictures: readonly Uint8Array[];
}

/** A pack, read. Nothing in it is believed yet. */
export interface Pack {
  readonly files: PackFiles;
  readonly form: 'original' | 'repacked';
}

/** Writes an evidence pack: a zip with a manifest, the same bytes for the same content. */
export function buildPack(content: PackContent): Uint8Array {
  const files = new Map<string, Uint8Array>();
  const number = (i: number) => String(i + 1).padStart(4, '0');
  for (const [i, cose] of content.rosters.entries()) files.set(`rosters/${number(i)}.cose`, cose);
  for (const [i, { cose, proof }] of content.statements.entries()) {
    const stem = `${number(i)}-${typeOf(cose)}`;
    files.set(`statements/${stem}.cose`, cose);
    files.set(`proofs/${stem}.tlog-proof`, new TextEncoder().encode(proof));
  }
  for (const image of content.pages) files.set(`pages/${imageName(image)}`, image);
  for (const image of content.pictures) files.set(`pictures/${imageName(image)}`, image);
  files.set(manifestPath, writeManifest(files));
  return writeZip(files);
}

/** Reads a pack's container. */
export function readPack(bytes: Uint8Array): Result<Pack> {
  const zip = readZip(bytes);
  return zip.ok ? accept(zip.value) : zip;
}

function typeOf(cose: Uint8Array): string {
  const signed = parseSigned(cose);
  return signed.ok ? signed.value.payload.type : 'unknown';
}

function imageName(image: Uint8Array): string {
  return `${toHex(payloadDigest(image))}.${image[0] === 0x89 ? 'png' : 'jpg'}`;
}
