import { readFileSync, statSync } from 'node:fs';
import { HufuError } from '@hufu/contract';
import type { z } from 'zod';

/** Settings and trust lists are read by people. */
export const mostTextBytes = 16 * 1024 * 1024;

/** Reads a JSON configuration by its schema; every problem at once, with the file's name. */
export function readJsonFile<S extends z.ZodType>(file: string, schema: S): z.output<S> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(readInput(file, mostTextBytes)));
  } catch (cause) {
    if (cause instanceof HufuError) throw cause;
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new HufuError('FILE_UNREADABLE', { cause, context: { file, problem } });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problem = parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ');
  throw new HufuError('FILE_UNREADABLE', { context: { file, problem } });
}

/** More than any file that a command takes; a pack's own bound is below it. */
const mostBytes = 1024 * 1024 * 1024;

/**
 * Reads a file given on the command line: one with an end, and no larger than asked for. A pipe would be waited for, a device
 * be read until memory is gone.
 */
export function readInput(file: string, limitBytes = mostBytes): Uint8Array {
  const unreadable = (problem: string, cause?: unknown) =>
    new HufuError('FILE_UNREADABLE', { cause, context: { file, problem } });
  try {
    const stat = statSync(file);
    if (stat.isDirectory()) throw unreadable('是文件夹 / a folder');
    if (!stat.isFile()) throw unreadable('不是普通文件 / no regular file');
    if (stat.size > limitBytes)
      throw unreadable(`超过 ${limitBytes / 2 ** 20} MiB / larger than ${limitBytes / 2 ** 20} MiB`);
    return readFileSync(file);
  } catch (cause) {
    if (cause instanceof HufuError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw unreadable(problems[code] ?? (cause instanceof Error ? cause.message : String(cause)), cause);
  }
}

/** What the system says most often, in words. */
const problems: Readonly<Record<string, string>> = {
  ENOENT: '没有这个文件 / no such file',
  ENOTDIR: '没有这个文件 / no such file',
  EACCES: '没有读取权限 / no permission to read it',
  ELOOP: '符号链接绕成了圈 / symbolic links go round in circles',
};
