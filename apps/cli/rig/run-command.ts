import { vi } from 'vitest';

/** What a command said and with which code it would have ended. */
export interface CommandRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command of the line in this process. */
export async function runCommand(command: () => Promise<void>): Promise<CommandRun> {
  const [out, err]: [string[], string[]] = [[], []];
  const log = vi.spyOn(console, 'log').mockImplementation((line: unknown) => void out.push(String(line)));
  const error = vi.spyOn(console, 'error').mockImplementation((line: unknown) => void err.push(String(line)));
  process.exitCode = undefined;
  try {
    await command();
    return { code: Number(process.exitCode ?? 0), out: out.join('\n'), err: err.join('\n') };
  } finally {
    // The code belongs to the command, not to the runner of the tests.
    process.exitCode = undefined;
    log.mockRestore();
    error.mockRestore();
  }
}
