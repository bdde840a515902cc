import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { HufuError } from '@hufu/contract';

const timeoutMs = 90_000;
const fontPackages = ['noto-serif-sc', 'noto-sans-sc', 'zcool-xiaowei', 'ma-shan-zheng'];

/** The PDF of a Word file, by LibreOffice in a profile and folder of its own. What it makes is what gets printed. */
export async function wordToPdf(docx: Uint8Array, soffice: string): Promise<Uint8Array> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hufu-word-'));
  try {
    await writeFile(path.join(folder, 'in.docx'), docx);
    await writeFile(path.join(folder, 'fonts.conf'), fontConfig(folder));
    await mkdir(path.join(folder, 'home'));
    await convert(soffice, folder);
    return new Uint8Array(await readFile(path.join(folder, 'in.pdf')));
  } catch (cause) {
    if (cause instanceof HufuError) throw cause;
    throw new HufuError('WORD_CONVERSION_FAILED', {
      cause,
      context: { problem: 'LibreOffice 没有生成 PDF / LibreOffice made no PDF' },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function convert(soffice: string, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      soffice,
      [
        `-env:UserInstallation=${pathToFileURL(path.join(folder, 'profile')).href}`,
        '--headless',
        '--norestore',
        // Named, or a damaged file would be taken for plain text and its bytes become the pages.
        '--infilter=MS Word 2007 XML',
        '--convert-to',
        'pdf:writer_pdf_Export',
        '--outdir',
        folder,
        path.join(folder, 'in.docx'),
      ],
      {
        cwd: folder,
        stdio: 'ignore',
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        env: {
          PATH: process.env.PATH ?? '/usr/bin:/bin',
          HOME: path.join(folder, 'home'),
          FONTCONFIG_FILE: path.join(folder, 'fonts.conf'),
        },
      },
    );
    child.once('error', (cause: NodeJS.ErrnoException) =>
      reject(cause.code === 'ENOENT' ? new HufuError('LIBREOFFICE_MISSING', { cause }) : cause),
    );
    child.once('exit', (code, signal) => {
      if (code === 0) return resolve();
      const problem = signal ? `超过 ${timeoutMs / 1000} 秒 / timed out` : `LibreOffice: ${code}`;
      reject(new HufuError('WORD_CONVERSION_FAILED', { context: { problem } }));
    });
  });
}

/** Chinese must render on a server without fonts: ours from npm come first, the system's after. */
function fontConfig(folder: string): string {
  const require = createRequire(import.meta.url);
  const dirs = fontPackages.flatMap((name) => {
    try {
      return [path.dirname(require.resolve(`@expo-google-fonts/${name}/package.json`))];
    } catch {
      return [];
    }
  });
  const all = [...dirs, '/usr/share/fonts', '/usr/local/share/fonts'].filter((d) => existsSync(d));
  const alias = (family: string, prefer: string) =>
    `<alias binding="same"><family>${family}</family><prefer><family>${prefer}</family></prefer></alias>`;
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
${all.map((d) => `<dir>${d}</dir>`).join('\n')}
<cachedir>${path.join(folder, 'fontcache')}</cachedir>
${['宋体', 'SimSun', '仿宋', 'FangSong', '仿宋_GB2312', '楷体', 'KaiTi', '方正小标宋简体', 'serif'].map((f) => alias(f, 'Noto Serif SC')).join('\n')}
${['黑体', 'SimHei', '微软雅黑', 'Microsoft YaHei', '等线', 'DengXian', 'sans-serif'].map((f) => alias(f, 'Noto Sans SC')).join('\n')}
</fontconfig>`;
}
