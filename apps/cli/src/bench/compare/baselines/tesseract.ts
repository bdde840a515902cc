import { execFile, execFileSync } from 'node:child_process';
import sharp from 'sharp';
import type { GrayPicture } from './rectify.ts';

/** Whether Tesseract with simplified Chinese is installed here. */
export function hasTesseract(): boolean {
  try {
    return execFileSync('tesseract', ['--list-langs'], { stdio: ['ignore', 'pipe', 'pipe'] })
      .toString()
      .includes('chi_sim');
  } catch {
    // Not installed is an answer: the report says so.
    return false;
  }
}

/** Reads a whole page with the installed Tesseract (one uniform block of text). */
export async function readByTesseract({ data, width, height }: GrayPicture): Promise<string> {
  const png = await sharp(data, { raw: { width, height, channels: 1 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
  return new Promise((resolve, reject) => {
    const child = execFile(
      'tesseract',
      ['stdin', 'stdout', '-l', 'chi_sim', '--psm', '6', '--dpi', '200'],
      { maxBuffer: 1 << 24, env: { ...process.env, OMP_THREAD_LIMIT: '1' } },
      (fault, stdout) => (fault ? reject(fault) : resolve(stdout)),
    );
    child.stdin?.end(png);
  });
}
