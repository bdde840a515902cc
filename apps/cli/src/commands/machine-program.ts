import { HufuError } from '@hufu/contract';
import type { Command } from 'commander';

const several = (value: string, before: string[] = []): string[] => [...before, value];

/** `hufu machine …`: run one half of a machine, certify a press controller, or let service people open a locked one. */
export function addMachineCommands(hufu: Command): void {
  const machine = hufu
    .command('machine')
    .description('印章机：运行、检定、检修 · run a machine, certify a press controller, service');

  machine
    .command('agent')
    .description('运行印章机的主机程序 · run a machine’s agent')
    .requiredOption('--config <file>', 'JSON configuration')
    .action(async (options) => (await import('./machine.ts')).agent(options.config));

  machine
    .command('sim')
    .description('运行模拟的机身 · run a simulated body')
    .requiredOption('--config <file>', 'JSON configuration')
    .action(async (options) => (await import('./machine.ts')).sim(options.config));

  machine
    .command('inject')
    .description('往模拟机里放故障 · put lines of a fault script into a running simulator')
    .argument('<line...>', '"at press.contact inject power cut"')
    .requiredOption('--panel <url>', 'the simulator’s panel: http://127.0.0.1:<port>')
    .action(async (lines, options) => (await import('./machine-sim.ts')).inject(lines, options));

  machine
    .command('replay')
    .description('把录下的动作再做一遍 · do again what was recorded at a simulator (GET /sim/recording)')
    .argument('<file>', 'the recording')
    .requiredOption('--panel <url>', 'the simulator’s panel: http://127.0.0.1:<port>')
    .option('--speed <n>', 'so many times faster', '1')
    .action(async (file, options) => (await import('./machine-sim.ts')).replay(file, options));

  machine
    .command('certify')
    .description('检定控制器 · hold a blank press controller to every invariant')
    .option('--port <serial>', 'serial line of a blank press controller')
    .option('--pair-key <file>', 'its pair key (default: pair.key beside the line)')
    .option('--cycle <command>', 'command that cuts the controller’s power and gives it back')
    .option('--contacts <command>', 'command that prints how often the die has really touched')
    .option('--zone-ms <n>', 'how long the head takes from the order to the contact zone (for M10)')
    .option('--spawn <command>', 'a controller that is a program and prints `ready <line>`')
    .option('--json', 'print the certificate as JSON')
    .action(async (options) => (await import('./machine-certify.ts')).certify(options));

  machine
    .command('claim')
    .description('开通第一步（在机器上）：生成钥匙和申请，显示六位确认码 · make keys and a claim')
    .requiredOption('--dir <folder>', 'where the machine keeps what is its own')
    .requiredOption('--line <serial>', 'line of the press controller')
    .requiredOption('--pair-key <file>', 'its pair key')
    .requiredOption('--serial <number>', 'number on the plate of the case')
    .requiredOption('--out <file>', 'where the claim goes')
    .action(async (options) => (await import('./machine-claim.ts')).claim(options));

  machine
    .command('claims')
    .description('等待开通的机器（在服务器上）· machines that ask the server for their place')
    .requiredOption('--server <url>', 'address of the server')
    .requiredOption('--login <name>', 'a maintainer')
    .option('--password-file <file>', 'its password (default: HUFU_PASSWORD)')
    .action(async (options) => (await import('./machine-admit.ts')).claims(options));

  machine
    .command('admit')
    .description('开通第二步：核对六位确认码，发证书 · compare the code, certify')
    .requiredOption('--code <six digits>', 'as the machine shows them')
    .option('--server <url>', 'by the server: the machine asked it by itself')
    .option('--login <name>', 'server: a maintainer')
    .option('--password-file <file>', 'server: its password (default: HUFU_PASSWORD)')
    .option('--serial <number>', 'server: which machine, where several wait')
    .option('--claim <file>', 'by hand, beside the server: the claim')
    .option('--pki <folder>', 'by hand: certificates of the machine link: <data>/pki of the server')
    .option('--ordered <file>', 'by hand: JSON list of the serial numbers that were ordered')
    .option('--out <file>', 'by hand: where the admission goes')
    .action(async (options) => {
      if (options.server !== undefined)
        return (await import('./machine-admit.ts')).admitAtServer(
          given(options, ['server', 'login', 'code']),
        );
      return (await import('./machine-claim.ts')).admission(given(options, ['claim', 'code', 'pki', 'out']));
    });

  machine
    .command('take-admission')
    .description('开通第三步（在机器上）：装入证书 · put the certificate in')
    .requiredOption('--dir <folder>', 'where the machine keeps what is its own')
    .requiredOption('--claim <file>', 'the claim')
    .requiredOption('--admission <file>', 'what came back')
    .action(async (options) => (await import('./machine-claim.ts')).take(options));

  machine
    .command('refill')
    .description('登记加墨（在机器上）· record that the ink pad was filled, on the machine itself')
    .requiredOption('--agent <url>', 'the machine’s own door: http://127.0.0.1:<port>')
    .requiredOption('--by <name>', 'who filled it')
    .action(async (options) => (await import('./machine-refill.ts')).refill(options));

  machine
    .command('update')
    .description('给机器更新主机程序（在机器上执行）· update the agent, on the machine itself')
    .requiredOption('--agent <url>', 'the machine’s own door: http://127.0.0.1:<port>')
    .requiredOption(
      '--release <file>',
      'JSON with cose, salt (base64url) and proof of the `release` statement',
    )
    .requiredOption('--archive <file>', 'the archive that the release names by its digest')
    .action(async (options) => (await import('./machine-update.ts')).update(options));

  withCarrier(
    machine
      .command('unlock')
      .description(
        '两名检修人员在场，让锁定的机器恢复使用 · both service people are here: open a locked machine',
      )
      .option('--key <file>', 'service key; give it twice', several)
      .option('--passphrase-file <file>', 'passphrase of the key of the same place', several)
      .option('--act <act>', 'clearTamper | releaseQuarantine | unlock; without it what the machine needs')
      .requiredOption('--reason <text>', 'what was found on the spot'),
  )
    .addHelpText(
      'after',
      '\nExample: hufu machine unlock --agent http://127.0.0.1:7490 --key a.key --key b.key --reason 已核查',
    )
    .action(async (options) => (await import('./machine-service.ts')).unlock(options));

  withCarrier(
    machine
      .command('service')
      .description(
        '检修令：两人先后签名，由服务器或当面交给机器 · service orders, signed one after the other',
      )
      .argument('<step>', 'key | status | begin | sign | send')
      .option('--key <file>', 'service key', several)
      .option('--passphrase-file <file>', 'passphrase of the key of the same place', several)
      .option('--act <act>', 'begin: clearTamper | releaseQuarantine | unlock | lockDown')
      .option('--reason <text>', 'begin: why')
      .option('--order <file>', 'begin, sign, send: the order')
      .option('--out <file>', 'key: where the new key goes')
      .option('--algorithm <name>', 'key: EdDSA | ES256 | SM2', 'EdDSA'),
  )
    .addHelpText(
      'after',
      [
        '',
        'First person:   hufu machine service begin --agent <url> --key a.key --reason <text> --order o.cose',
        'Second person:  hufu machine service sign --key b.key --order o.cose',
        'Either of them: hufu machine service send --agent <url> --order o.cose',
      ].join('\n'),
    )
    .action(async (step, options) => (await import('./machine-service.ts')).service(step, options));
}

/** `hufu release …`: what machines run next, and what browsers are given. */
export function addReleaseCommand(hufu: Command): void {
  hufu
    .command('release')
    .description(
      '发布主机程序或网页：发布人先后签名，由运维交给服务器 · a release, signed by its quorum, then published',
    )
    .argument('<step>', 'list | begin | sign | publish')
    .option('--statement <file>', 'the release: begin and sign write it, publish brings it')
    .option(
      '--archive <file>',
      'begin, publish: the program as tar.gz, or the list of web files; list: where that list goes',
    )
    .option('--target <what>', 'begin: agent or web', 'agent')
    .option('--web <dir>', 'list: folder with the built web apps, apps/ of this repository')
    .option('--demo', 'list: for a server that runs as a demo')
    .option('--number <version>', 'begin: its version, 0.2.0')
    .option('--key <file>', 'begin, sign: release key', several)
    .option('--passphrase-file <file>', 'passphrase of the key of the same place', several)
    .option('--server <url>', 'publish: address of the server')
    .option('--login <name>', 'publish: a maintainer')
    .option('--password-file <file>', 'publish: its password (default: HUFU_PASSWORD)')
    .action(async (step, options) => (await import('./release.ts')).release(step, options));
}

/** Which options a way of doing it wants is known only when the way is. */
function given<T extends Record<string, string>>(options: T, names: readonly string[]): T {
  const lacking = names.find((name) => options[name] === undefined);
  if (lacking !== undefined)
    throw new HufuError('OPTION_INVALID', { context: { option: `--${lacking}`, value: '' } });
  return options;
}

function withCarrier(command: Command): Command {
  return command
    .option('--agent <url>', 'the machine’s own door, on the spot: http://127.0.0.1:<port>')
    .option('--server <url>', 'by the server instead')
    .option('--login <name>', 'server: any account of the village')
    .option('--password-file <file>', 'server: its password')
    .option('--machine <name>', 'server: name or thumbprint, where there are several');
}
