import { readFileSync } from 'node:fs';

/** Clock ticks of /proc in a second, on every Linux of ours. */
const TICKS = 100;

/** What a process has cost so far: seconds of processor time, and how much memory it holds now. */
export function costOf(pid: number): { readonly cpuS: number; readonly rssMiB: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name in parentheses may hold anything: fields are counted behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [, rss = '0'] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
  return { cpuS: (Number(fields[11]) + Number(fields[12])) / TICKS, rssMiB: Math.round(Number(rss) / 1024) };
}
