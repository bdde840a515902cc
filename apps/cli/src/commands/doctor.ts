import type { DoctorNote } from '../operations/doctor/difference.ts';
import { checksOf, examine } from '../operations/doctor/examine.ts';
import { openServerData } from '../operations/server-data.ts';
import { exitWithProblem } from '../screen/problem.ts';
import { openStepProgress } from '../screen/step-progress.ts';
import { doctorWeb } from './doctor-web.ts';

export interface DoctorOptions {
  readonly json?: boolean;
  readonly url?: string;
  readonly policy?: string;
  readonly since?: string;
}

/** `hufu doctor`: looks at the stores of HUFU_DATA_DIR and DATABASE_URL. Exit 0 clean, 1 differences, 3 bad input. */
export async function doctor(
  what: string,
  options: DoctorOptions,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  if (what === 'web') return await doctorWeb(options);
  const screen = openStepProgress(options.json);
  try {
    const checks = checksOf(what);
    await using data = await openServerData(env);
    const notes: DoctorNote[] = [];
    const differences = await examine(data, checks, {
      progress: screen.update,
      note: (n) => notes.push(n),
    });
    screen.stop();
    const ok = differences.length === 0;
    if (options.json) console.log(JSON.stringify({ ok, checks, differences, notes }, null, 2));
    else {
      for (const n of notes) console.log(`· ${n.check}  ${n.where}\n    ${n.words}`);
      for (const d of differences) console.log(`✗ ${d.check}  ${d.where}\n    ${d.problem}`);
      console.log(
        ok
          ? `✓ 一致 ${checks.join('、')}：没有发现差别 · no differences`
          : `✗ 发现 ${differences.length} 处差别，什么也没有改动 · ${differences.length} differences; nothing was changed`,
      );
    }
    process.exitCode = ok ? 0 : 1;
  } catch (e) {
    screen.stop();
    exitWithProblem(e, 3);
  }
}
