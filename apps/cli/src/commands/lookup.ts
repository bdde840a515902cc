import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HufuError } from '@hufu/contract';
import { signIn } from '../actors/session.ts';
import { openProgress } from '../screen/progress.ts';

/** What `hufu lookup register` was asked. */
export interface RegisterOptions {
  readonly server: string;
  readonly login: string;
  /** File with the password; else HUFU_PASSWORD. */
  readonly passwordFile?: string;
  readonly json?: boolean;
}

/** What becomes of a folder of old papers. */
export interface RegisterReport {
  readonly registered: number;
  readonly already: number;
  readonly refused: readonly { readonly file: string; readonly code: string }[];
}

/**
 * Registers a folder of photographs of papers that were stamped before the system was there (N13). `2012-05-06 title.jpg`
 * states the date that stands on the paper; the day of registration is today's, and the server signs only that.
 */
export async function registerFolder(folder: string, options: RegisterOptions): Promise<RegisterReport> {
  const session = await signIn(options.server, options.login, passwordOf(options));
  const files = readdirSync(folder)
    .filter((name) => /\.(jpe?g|png)$/i.test(name))
    .sort();
  const progress = openProgress('登记 register', options.json);
  let [registered, already] = [0, 0];
  const refused: { file: string; code: string }[] = [];
  for (const [i, file] of files.entries()) {
    const form = new FormData();
    const { title, statedDate } = statedIn(file);
    form.set('title', title);
    form.set('statedDate', statedDate);
    // Fields come before the file: the server reads the upload once, from its beginning.
    form.set('file', new Blob([readFileSync(join(folder, file))]), file);
    try {
      const { isNew } = await session.api.evidence.registerOldPaper(form);
      if (isNew) registered++;
      else already++;
    } catch (fault) {
      // One bad photo does not hold up a thousand good ones; who may not register at all learns it at the first.
      if (!(fault instanceof HufuError) || fault.code === 'FORBIDDEN' || fault.code === 'SERVER_UNREACHABLE')
        throw fault;
      refused.push({ file, code: fault.code });
    }
    progress.update(i + 1, files.length, file);
  }
  progress.stop();
  return { registered, already, refused };
}

/** `hufu lookup register`: prints what became of each file; exit 1 when some were refused. */
export async function lookup(what: string, folder: string, options: RegisterOptions): Promise<void> {
  if (what !== 'register')
    throw new HufuError('OPTION_INVALID', { context: { option: '<what>', value: what } });
  const report = await registerFolder(folder, options);
  if (report.refused.length > 0) process.exitCode = 1;
  if (options.json) {
    console.log(JSON.stringify(report, null, 2));
    return;
  }
  console.log(`✓ 新登记 ${report.registered} 张，已登记过 ${report.already} 张 / registered, known already`);
  for (const { file, code } of report.refused) console.log(`✗ ${file}  ${code}`);
}

/** Date and title as a file's name states them. */
export function statedIn(file: string): { readonly title: string; readonly statedDate: string } {
  const name = file.replace(/\.\w+$/, '');
  const dated = /^(\d{4}(?:-\d{2}){0,2})[ _](.+)$/u.exec(name);
  return { title: dated?.[2] ?? name, statedDate: dated?.[1] ?? '' };
}

function passwordOf(options: RegisterOptions): string {
  if (options.passwordFile !== undefined) return readFileSync(options.passwordFile, 'utf8').trim();
  const password = process.env.HUFU_PASSWORD;
  if (!password) throw new HufuError('OPTION_INVALID', { context: { option: 'HUFU_PASSWORD', value: '' } });
  return password;
}
