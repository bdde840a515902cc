import { HufuError } from '@hufu/contract';

/** Brands of ISO media files that hold HEVC pictures: what an iPhone's camera writes. */
const heicBrands = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1'];

/** Whether a file is HEIC, by its first bytes: names and media types lie. */
export async function isHeicFile(file: Blob): Promise<boolean> {
  const head = new TextDecoder('latin1').decode(await file.slice(0, 12).arrayBuffer());
  return head.slice(4, 8) === 'ftyp' && heicBrands.includes(head.slice(8, 12));
}

/** Turns a HEIC photo into a JPEG on this device; the converter is fetched only then. Other files pass as they are. */
export async function prepareFile(file: File): Promise<File> {
  if (!(await isHeicFile(file))) return file;
  try {
    const { heicTo } = await import('heic-to/csp');
    const jpeg = await heicTo({ blob: file, type: 'image/jpeg', quality: 0.92 });
    return new File([jpeg], `${file.name.replace(/\.(heic|heif)$/i, '')}.jpg`, { type: 'image/jpeg' });
  } catch (cause) {
    throw new HufuError('PHOTO_NOT_CONVERTED', { cause, context: { name: file.name } });
  }
}
