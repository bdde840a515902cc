import { resolve } from 'node:path';
import { HufuError } from '@hufu/contract';
import { forgetDemo, startDemo } from '../demo/start-demo.ts';
import { demoOfficials, demoPassword, demoPin, demoStampPin, dutyNames } from '../demo/township.ts';
import { buildPages } from '../demo/web-pages.ts';
import { untilStopped } from '../processes/until-stopped.ts';

export interface DemoCommandOptions {
  readonly data?: string;
  readonly fresh?: boolean;
  readonly port: string;
  readonly machines: string;
  readonly camera: string;
  readonly history: boolean;
}

/** `hufu demo` (`npm start`): the demo township, until it is stopped. */
export async function demo(options: DemoCommandOptions): Promise<void> {
  const dataDir = resolve(options.data ?? process.env.HUFU_DEMO_DATA ?? '.hufu/demo');
  const machines = Number(options.machines);
  if (!Number.isInteger(machines) || machines < 1 || machines > 6)
    throw new HufuError('OPTION_INVALID', { context: { option: '--machines', value: options.machines } });
  if (options.camera !== '8mp' && options.camera !== 'fast')
    throw new HufuError('OPTION_INVALID', { context: { option: '--camera', value: options.camera } });
  if (options.fresh) forgetDemo(dataDir);
  const started = performance.now();
  const say = (line: string) => console.error(`  ${line}`);
  console.error('虎符演示乡镇 Hufu demo township');
  await buildPages(say);
  const running = await startDemo({
    dataDir,
    port: Number(options.port),
    machines,
    camera: options.camera,
    pace: 'real',
    history: options.history,
    say,
  });
  console.log(welcome(running, (performance.now() - started) / 1000));
  running.historyTold.then(
    () => say('半年的历史已补全 · six months of history are in place'),
    (e) => say(`历史没有补全 · the history is incomplete: ${e instanceof Error ? e.message : e}`),
  );
  await untilStopped(running);
}

function welcome(running: Awaited<ReturnType<typeof startDemo>>, seconds: number): string {
  const line = '─'.repeat(72);
  const people = running.machines.flatMap((m) =>
    m.village.village.people.map(
      (p) => `  ${p.login.padEnd(22)} ${p.name}　${m.village.village.name}${dutyNames[p.duty]}`,
    ),
  );
  return [
    '',
    line,
    `  演示 DEMO · ${seconds.toFixed(1)} s`,
    `  从这里开始 Start here:   ${running.portalUrl}`,
    `  手机 Phone:              ${running.httpUrl}/m/`,
    `  电脑 Desk:               ${running.httpUrl}/desk/`,
    `  核验 Verify:             ${running.httpUrl}/verify/`,
    ...running.machines.map((m) => `  印章机 Machine:          ${m.kioskUrl}/   ${m.village.village.name}`),
    line,
    `  演示密码 demo password: ${demoPassword}    审批钥匙 PIN: ${demoPin}    盖章 PIN: ${demoStampPin}`,
    ...people,
    ...demoOfficials.map((o) => `  ${o.login.padEnd(22)} ${o.name}　${o.place}`),
    line,
    '  Ctrl+C 停止 stops everything',
    '',
  ].join('\n');
}
