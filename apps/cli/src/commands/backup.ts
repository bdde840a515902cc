import { resolve } from 'node:path';
import { loadConfig } from '@hufu/server';
import { backUp } from '../operations/backup/back-up.ts';
import type { BackupManifest } from '../operations/backup/manifest.ts';
import { restoreBackup } from '../operations/backup/restore.ts';
import { openServerData } from '../operations/server-data.ts';
import { exitWithProblem } from '../screen/problem.ts';
import { openStepProgress, type StepProgress } from '../screen/step-progress.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** `hufu backup`: everything of a server into one empty folder, whether it runs or not. It holds secret keys. */
export async function backup(folder: string, env: Environment = process.env): Promise<void> {
  await withProgress(async (progress) => {
    await using data = await openServerData(env);
    const manifest = await backUp(data, resolve(folder), progress);
    return [
      `✓ 已备份 ${summary(manifest)}`,
      '  里面有服务器的钥匙，请像保管印章一样保管 · it holds secret keys: keep it like the seal itself',
    ];
  });
}

/** `hufu restore`: a backup into an empty data folder. */
export async function restore(folder: string, env: Environment = process.env): Promise<void> {
  await withProgress(async (progress) => {
    const manifest = await restoreBackup(resolve(folder), loadConfig(env), progress);
    return [`✓ 已恢复 ${summary(manifest)}`, '  请运行 hufu doctor 核对 · check it with hufu doctor'];
  });
}

function summary({ at, logSize, tables, files }: BackupManifest): string {
  const rows = Object.values(tables).reduce((a, b) => a + b, 0);
  return `${at}：日志 ${logSize} 条，数据库 ${rows} 行，文件 ${files.length} 个 · log ${logSize}, rows ${rows}, files ${files.length}`;
}

async function withProgress(work: (progress: StepProgress['update']) => Promise<string[]>): Promise<void> {
  const progress = openStepProgress();
  try {
    const lines = await work(progress.update);
    progress.stop();
    for (const line of lines) console.log(line);
  } catch (e) {
    progress.stop();
    exitWithProblem(e, 3);
  }
}
