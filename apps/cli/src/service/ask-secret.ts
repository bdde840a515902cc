import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { HufuError } from '@hufu/contract';

/**
 * A secret that a person types, without showing it. Never an argument of the command line: every user of the computer
 * can read those. Scripts give a file or the environment.
 */
export async function askSecret(of: {
  readonly label: string;
  readonly file: string | undefined;
  readonly variable: string;
  readonly option: string;
}): Promise<string> {
  if (of.file !== undefined) {
    try {
      return readFileSync(of.file, 'utf8').replace(/\r?\n$/, '');
    } catch (cause) {
      const problem = cause instanceof Error ? cause.message : String(cause);
      throw new HufuError('FILE_UNREADABLE', { cause, context: { file: of.file, problem } });
    }
  }
  const given = process.env[of.variable];
  if (given) return given;
  if (!process.stdin.isTTY)
    throw new HufuError('OPTION_INVALID', { context: { option: of.option, value: '' } });
  process.stderr.write(`${of.label}: `);
  const mute = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: mute, terminal: true });
  try {
    return await new Promise<string>((resolve) => lines.question('', resolve));
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
