import { type Result, toHex } from '@hufu/contract';
import { parseSigned, payloadDigest } from '@hufu/statement';
import { manifestPath, writeManifest } from './manifest.ts';
import { type ReadZip, readZip } from './read-zip.ts';
import { type PackFiles, writeZip } from './zip.ts';

/** What goes into a pack. */
export interface PackContent {
  /** Every roster of the village, from the first, each with the tlog-proof that it was logged. */
  readonly rosters: readonly { readonly cose: Uint8Array; readonly proof?: string }[];
  /** Statements in the order in which they came, each with its tlog-proof whose extra data are CBOR {salt}. */
  readonly statements: readonly {
    readonly cose: Uint8Array;
    readonly proof: string;
    /** COSE receipt of RFC 9942, for tools of SCITT. */
    readonly receipt?: Uint8Array;
  }[];
  /** The signed checkpoint that all proofs of the pack are against. */
  readonly checkpoint?: string;
  /** Time stamps over that checkpoint, layer by layer (docs/formats/evidence.md 5). */
  readonly timestamps?: readonly {
    readonly layer: number;
    readonly authority: string;
    readonly token: Uint8Array;
  }[];
  /** Images of the approved pages. */
  readonly pages: readonly Uint8Array[];
  /** Photographs of papers that the machine's records name. Photographs of people are not part of a pack. */
  readonly pictures: readonly Uint8Array[];
}

/** A pack, read. Nothing in it is believed yet. */
export type Pack = ReadZip;

/** Where the report for people lies. */
export const reportPath = 'report.pdf';

/** The files of a pack without manifest and report. */
export function packFiles(content: PackContent): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const utf8 = (text: string) => new TextEncoder().encode(text);
  const number = (i: number) => String(i + 1).padStart(4, '0');
  for (const [i, { cose, proof }] of content.rosters.entries()) {
    files.set(`rosters/${number(i)}.cose`, cose);
    if (proof !== undefined) files.set(`rosters/${number(i)}.tlog-proof`, utf8(proof));
  }
  for (const [i, { cose, proof, receipt }] of content.statements.entries()) {
    const stem = `${number(i)}-${typeOf(cose)}`;
    files.set(`statements/${stem}.cose`, cose);
    files.set(`proofs/${stem}.tlog-proof`, utf8(proof));
    if (receipt) files.set(`receipts/${stem}.cose`, receipt);
  }
  if (content.checkpoint !== undefined) files.set('log/checkpoint', utf8(content.checkpoint));
  for (const { layer, authority, token } of content.timestamps ?? [])
    files.set(`log/timestamps/${String(layer).padStart(2, '0')}-${authority}.tsr`, token);
  for (const image of content.pages) files.set(`pages/${imageName(image)}`, image);
  for (const image of content.pictures) files.set(`pictures/${imageName(image)}`, image);
  return files;
}

/** Writes files as an evidence pack: a zip with a manifest, the same bytes for the same files. */
export function writePack(files: PackFiles): Uint8Array {
  return writeZip(new Map([...files, [manifestPath, writeManifest(files)]]));
}

/** Writes an evidence pack, with the report for people where one is given. */
export function buildPack(content: PackContent, report?: Uint8Array): Uint8Array {
  const files = packFiles(content);
  if (report) files.set(reportPath, report);
  return writePack(files);
}

/** Reads a pack's container. */
export function readPack(bytes: Uint8Array): Result<Pack> {
  return readZip(bytes);
}

function typeOf(cose: Uint8Array): string {
  const signed = parseSigned(cose);
  return signed.ok ? signed.value.payload.type : 'unknown';
}

function imageName(image: Uint8Array): string {
  return `${toHex(payloadDigest(image))}.${image[0] === 0x89 ? 'png' : 'jpg'}`;
}
