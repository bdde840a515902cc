import { accept, type Result, refuse, sameBytes, toHex, zHex32 } from '@hufu/contract';
import { payloadDigest } from '@hufu/statement';
import { z } from 'zod';
import type { PackFiles } from './zip.ts';

/** Where the manifest lies. */
export const manifestPath = 'manifest.json';

/** What a file is; its path says the same, so that a role cannot be exchanged. */
export const fileRoles = {
  roster: /^rosters\/\d{4}\.cose$/,
  statement: /^statements\/\d{4}-[A-Za-z]+\.cose$/,
  proof: /^(proofs\/\d{4}-[A-Za-z]+|rosters\/\d{4})\.tlog-proof$/,
  receipt: /^receipts\/\d{4}-[A-Za-z]+\.cose$/,
  checkpoint: /^log\/checkpoint$/,
  timestamp: /^log\/timestamps\/\d{2}-[a-z0-9][a-z0-9.-]{0,60}\.tsr$/,
  page: /^pages\/[0-9a-f]{64}\.(png|jpg)$/,
  picture: /^pictures\/[0-9a-f]{64}\.(png|jpg)$/,
  report: /^report\.pdf$/,
} as const;
/** Role of a file of a pack. */
export type FileRole = keyof typeof fileRoles;
const roles = Object.keys(fileRoles) as [FileRole, ...FileRole[]];

/** Packs of the first form had no checkpoint, receipts, time stamps or report; they are read for ever. */
const formats = ['hufu-evidence-pack/1', 'hufu-evidence-pack/2'] as const;
const rolesOfFirst: readonly FileRole[] = ['roster', 'statement', 'proof', 'page', 'picture'];

const zManifest = z.strictObject({
  format: z.enum(formats),
  files: z.array(
    z.strictObject({
      path: z.string().max(200),
      role: z.enum(roles),
      size: z.number().int().min(0),
      sha256: zHex32,
    }),
  ),
});
/** The list of a pack's files. */
export type Manifest = z.infer<typeof zManifest>;

/** The manifest of files, as its one byte string: keys in this order, no spaces, files by path, a newline at the end. */
export function writeManifest(files: PackFiles): Uint8Array {
  const list = [...files]
    .filter(([path]) => path !== manifestPath)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, bytes]) => ({
      path,
      role: roleOf(path) ?? 'picture',
      size: bytes.length,
      sha256: toHex(payloadDigest(bytes)),
    }));
  return manifestBytes({ format: 'hufu-evidence-pack/2', files: list });
}

function manifestBytes({ format, files }: Manifest): Uint8Array {
  const list = files.map(({ path, role, size, sha256 }) => ({ path, role, size, sha256 }));
  return new TextEncoder().encode(`${JSON.stringify({ format, files: list })}\n`);
}

/** The role that a path stands for. */
export function roleOf(path: string): FileRole | undefined {
  return roles.find((role) => fileRoles[role].test(path));
}

/** Every file listed, with its digest, size and role; nothing unlisted. Names the first file that does not fit. */
export function checkManifest(files: PackFiles): Result<Manifest> {
  const bytes = files.get(manifestPath);
  if (!bytes) return refuse('EVIDENCE_PACK_MALFORMED', { problem: '没有 manifest.json / no manifest.json' });
  const altered = (path: string, problem: string) => refuse('EVIDENCE_FILE_ALTERED', { path, problem });
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return altered(manifestPath, '不是 JSON / no JSON');
  }
  const read = zManifest.safeParse(json);
  if (!read.success || !sameBytes(manifestBytes(read.data), bytes))
    return altered(manifestPath, '不是规定的写法 / not in its one form');
  const listed = new Set<string>();
  let last = '';
  for (const { path, role, size, sha256 } of read.data.files) {
    const isOfForm = read.data.format !== 'hufu-evidence-pack/1' || rolesOfFirst.includes(role);
    if (path <= last || roleOf(path) !== role || !isOfForm)
      return altered(manifestPath, `${path}: 顺序或种类不对 / order or role`);
    last = path;
    listed.add(path);
    const file = files.get(path);
    if (!file) return altered(path, '清单上有，包里没有 / listed but missing');
    if (file.length !== size) return altered(path, `大小 ${file.length}，清单上是 ${size} / size differs`);
    if (toHex(payloadDigest(file)) !== sha256)
      return altered(path, '内容与清单上的摘要不符 / digest differs');
  }
  const unlisted = [...files.keys()].find((path) => path !== manifestPath && !listed.has(path));
  if (unlisted !== undefined) return altered(unlisted, '清单上没有 / not listed');
  return accept(read.data);
}
