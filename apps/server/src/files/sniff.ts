import { accept, type Result, refuse } from '@hufu/contract';
import { fileTypeFromBuffer } from 'file-type';

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const taken: Readonly<Record<string, readonly string[]>> = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'application/pdf': ['pdf'],
  [docx]: ['docx'],
};
const known = new Set(Object.values(taken).flat());

/** Media type of Word files. */
export const docxType = docx;

/** What an upload really is, by its first bytes; the name only has to agree. */
export async function sniff(bytes: Uint8Array, name: string): Promise<Result<{ mediaType: string }>> {
  if (bytes.length === 0) return refuse('FILE_EMPTY', { name });
  const found = await fileTypeFromBuffer(bytes);
  const extension = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const mediaType = found?.mime ?? '';
  const extensions = taken[mediaType];
  if (extensions && (!known.has(extension) || extensions.includes(extension))) return accept({ mediaType });
  const what = found ? found.ext.toUpperCase() : '未知类型 / unknown';
  if (known.has(extension))
    return refuse('FILE_TYPE_MISMATCH', { name, extension: extension.toUpperCase(), found: what });
  return refuse('FILE_TYPE_UNSUPPORTED', { name, found: what });
}
