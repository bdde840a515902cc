import { accept, type Result, refuse } from '@hufu/contract';
import { Inflate } from 'fflate';
import { type PackFiles, zipEnd, zipHeaders } from './zip.ts';

/** A pack holds photographs of a few impressions; anything larger is meant to fill somebody's memory. */
const limits = { fileBytes: 64 * 1024 * 1024, packBytes: 768 * 1024 * 1024, files: 20_000 };
/** Text and fonts shrink to a tenth at most, pictures not at all; what grows more is meant to fill somebody's memory. */
const mostGrowth = 32;
const endBytes = 22;
const localBytes = 30;
const centralBytes = 46;

/** The files of a zip, and whether it is in the one form. */
export interface ReadZip {
  readonly files: PackFiles;
  /** `original`: byte for byte as written. `repacked`: another program's zip of these files. */
  readonly form: 'original' | 'repacked';
  /** Of the one form, the first file whose entry in the container is not what it must be. */
  readonly altered?: string;
}

/** An entry as the directory has it. */
interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly offset: number;
}

/** What is wrong with a container; never leaves this file. */
class BadZip extends Error {}
const bad = (problem: string): never => {
  throw new BadZip(problem);
};

/**
 * Reads a zip strictly: its entries fill the file from the first byte to the directory, each name stands once, and nothing
 * is before, between, after or hidden from a program that reads it another way. Memory stays within the limits whatever
 * the file claims.
 */
export function readZip(bytes: Uint8Array): Result<ReadZip> {
  try {
    if (bytes.length > limits.packBytes) bad('太大 / too large');
    const { entries, directoryAt } = readDirectory(bytes);
    const files = new Map<string, Uint8Array>();
    let end = 0;
    for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
      if (entry.offset !== end) bad(`${entry.name}: 文件之间有别的字节 / other bytes between files`);
      const { data, next } = readEntry(bytes, entry, directoryAt);
      end = next;
      if (!entry.name.endsWith('/')) files.set(entry.name, data);
    }
    if (end !== directoryAt) bad('目录之前有别的字节 / other bytes before the directory');
    const names = [...files.keys()];
    for (const { name } of entries)
      if (name.endsWith('/') && !names.some((n) => n.startsWith(name)))
        bad(`${name}: 空文件夹 / an empty folder`);
    return accept({ files, ...formOf(bytes, files) });
  } catch (e) {
    if (e instanceof BadZip) return refuse('EVIDENCE_PACK_MALFORMED', { problem: e.message });
    throw e;
  }
}

function readDirectory(bytes: Uint8Array): { entries: Entry[]; directoryAt: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const endAt = bytes.length - endBytes;
  if (endAt < 0 || view.getUint32(endAt, true) !== 0x06054b50 || view.getUint16(endAt + 20, true) !== 0)
    bad('不是完整的 zip，或后面还有别的字节 / no whole zip, or bytes after it');
  const [disk, diskOfDirectory, here, count] = [4, 6, 8, 10].map((at) => view.getUint16(endAt + at, true));
  const directoryAt = view.getUint32(endAt + 16, true);
  if (disk !== 0 || diskOfDirectory !== 0 || here !== count || count === undefined)
    return bad('zip 的结尾不对 / bad end record');
  if (directoryAt + view.getUint32(endAt + 12, true) !== endAt)
    bad('zip 的目录不在该在的位置 / the directory is not where it must be');
  if (count > limits.files) bad('文件太多 / too many files');
  const entries: Entry[] = [];
  const names = new Set<string>();
  let [at, total] = [directoryAt, 0];
  for (let i = 0; i < count; i++) {
    if (at + centralBytes > endAt || view.getUint32(at, true) !== 0x02014b50)
      bad('zip 的目录读不了 / the directory cannot be read');
    const u16 = (field: number) => view.getUint16(at + field, true);
    const u32 = (field: number) => view.getUint32(at + field, true);
    const next = at + centralBytes + u16(28) + u16(30) + u16(32);
    if (next > endAt) bad('zip 的目录读不了 / the directory cannot be read');
    const entry: Entry = {
      name: readName(bytes.subarray(at + centralBytes, at + centralBytes + u16(28))),
      flags: u16(8),
      method: u16(10),
      packedBytes: u32(20),
      sizeBytes: u32(24),
      offset: u32(42),
    };
    total += entry.sizeBytes;
    if (names.has(entry.name)) bad(`${entry.name}: 同名的两个文件 / two files of one name`);
    if (entry.sizeBytes > limits.fileBytes || total > limits.packBytes)
      bad(`${entry.name}: 太大 / too large`);
    names.add(entry.name);
    entries.push(entry);
    at = next;
  }
  if (at !== endAt) bad('zip 的目录后面有别的字节 / bytes after the directory');
  return { entries, directoryAt };
}

function readName(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bad('文件名不是 UTF-8 / a name is not UTF-8');
  }
}

/** The content of an entry, and where the next one must begin. */
function readEntry(bytes: Uint8Array, entry: Entry, limit: number): { data: Uint8Array; next: number } {
  const { name, method, packedBytes, sizeBytes, offset } = entry;
  const broken = () => bad(`${name}: zip 里的这一项读不了 / this entry cannot be read`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (offset + localBytes > limit || view.getUint32(offset, true) !== 0x04034b50) broken();
  const u16 = (field: number) => view.getUint16(offset + field, true);
  const nameEnd = offset + localBytes + u16(26);
  const begin = nameEnd + u16(28);
  const end = begin + packedBytes;
  if (end > limit || (entry.flags & 1) !== 0 || u16(6) !== entry.flags || u16(8) !== method) broken();
  if (readName(bytes.subarray(offset + localBytes, nameEnd)) !== name)
    bad(`${name}: 目录里和文件前的名字不一样 / the directory and the file have another name`);
  // Flag 8: sizes stand behind the file, with or without a signature.
  const hasSignature = end + 4 <= limit && view.getUint32(end, true) === 0x08074b50;
  const next = (entry.flags & 8) === 0 ? end : end + (hasSignature ? 16 : 12);
  const packed = bytes.subarray(begin, end);
  if (name.endsWith('/') && (sizeBytes !== 0 || packedBytes > 2))
    bad(`${name}: 文件夹里藏着内容 / a folder with content`);
  if (method === 0) return packedBytes === sizeBytes ? { data: packed, next } : broken();
  if (method !== 8 || sizeBytes > packedBytes * mostGrowth + 1024) return broken();
  return { data: inflated(packed, sizeBytes) ?? broken(), next };
}

/** Unpacks in pieces, so that a wrong size in the directory ends it and not the memory. */
function inflated(packed: Uint8Array, sizeBytes: number): Uint8Array | undefined {
  const out = new Uint8Array(sizeBytes);
  let at = 0;
  let isOver = false;
  let isWhole = false;
  const inflate = new Inflate((piece, final) => {
    isWhole ||= final;
    isOver ||= at + piece.length > sizeBytes;
    if (!isOver) out.set(piece, at);
    at += piece.length;
  });
  const step = 64 * 1024;
  try {
    for (let from = 0; from < packed.length && !isOver; from += step)
      inflate.push(packed.subarray(from, from + step), from + step >= packed.length);
  } catch {
    // The library throws on what is no deflate stream.
    return undefined;
  }
  return isWhole && at === sizeBytes ? out : undefined;
}

/**
 * Holds the container to the one form, byte by byte, without writing it again. Another program marks every entry as its own,
 * by date, system or attributes; where some are as we write them, the others were altered.
 */
function formOf(bytes: Uint8Array, files: PackFiles): Pick<ReadZip, 'form' | 'altered'> {
  const central: Uint8Array[] = [];
  let offset = 0;
  let altered: string | undefined;
  let strange = 0;
  const isAt = (wanted: Uint8Array, at: number) => wanted.every((b, i) => bytes[at + i] === b);
  const names = [...files.keys()].sort();
  for (const name of names) {
    const data = files.get(name) ?? new Uint8Array(0);
    const headers = zipHeaders(name, data, offset);
    if (!isAt(headers.local, offset)) altered ??= name;
    central.push(headers.central);
    offset += headers.local.length + data.length;
  }
  const begin = offset;
  for (const [i, header] of central.entries()) {
    if (!isAt(header, offset)) {
      altered ??= names[i];
      strange += 1;
    }
    offset += header.length;
  }
  const end = zipEnd(names.length, offset - begin, begin);
  if (offset + end.length !== bytes.length) return { form: 'repacked' };
  if (!isAt(end, offset)) altered ??= 'zip';
  if (altered === undefined) return { form: 'original' };
  return strange > 1 && strange === names.length ? { form: 'repacked' } : { form: 'original', altered };
}
