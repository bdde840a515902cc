import { Command, CommanderError } from 'commander';
import { addMachineCommands, addReleaseCommand } from './commands/machine-program.ts';
import { endWithParent } from './processes/end-with-parent.ts';
import { exitWithProblem } from './screen/problem.ts';

/** Every command loads its own part of Hufu only when it is called, so that `hufu verify` starts at once. */
function program(): Command {
  const hufu = new Command('hufu')
    .description('虎符 Hufu，开放的智慧印章系统 · the open smart-seal system')
    .version('0.1.0')
    .showHelpAfterError('（加 --help 看用法 · add --help for usage）')
    .exitOverride();

  hufu
    .command('compare')
    .description('比对：批准的页面和照片是不是同一张纸 · is the paper in the photo the approved page?')
    .argument('<approved>', 'PDF, JPEG or PNG of what was approved')
    .argument('<photo>', 'photo of the paper before the press')
    .option('--after <photo>', 'photo after the press: the impression is judged too')
    .option('--specimen <png>', 'specimen of the seal (300 dpi)')
    .option('--page <n>', 'page of the approved document, from 1', '1')
    .option('--json', 'print the verdict as JSON')
    .addHelpText(
      'after',
      '\nExit: 0 match · 1 mismatch · 2 unsure · 3 bad input\nExample: hufu compare contract.pdf photo.jpg --json',
    )
    .action(async (approved, photo, options) =>
      (await import('./commands/compare.ts')).compare(approved, photo, options),
    );

  hufu
    .command('verify')
    .description('验证证据包或入册证明，不需要服务器 · verify an evidence pack or a tlog-proof, offline')
    .argument('<file>', 'evidence pack (.zip) or tlog-proof')
    .option('--policy <file>', 'keys of log, witnesses and first rosters that you trust')
    .option('--json', 'print every step as JSON')
    .addHelpText(
      'after',
      '\nExit: 0 only if every signature, digest, inclusion proof and cosignature holds · 1 something fails · 3 bad input',
    )
    .action(async (file, options) => (await import('./commands/verify.ts')).verify(file, options));

  hufu
    .command('simulate')
    .description('在本机跑 N 次真实流程的盖章 · run N honest stampings through the whole system')
    .requiredOption('--stampings <n>', 'how many')
    .option('--seed <s>', 'seed of papers and poses', '1')
    .option('--json', 'print the result as JSON')
    .option('--camera <preset>', 'camera of the machine: 8mp or fast', '8mp')
    .option('--keep <dir>', 'an empty folder that keeps the log, packs/, policy.txt and server.env')
    .addHelpText(
      'after',
      '\nExample: hufu simulate --stampings 5 --keep kept && hufu verify kept/packs/1.zip --policy kept/policy.txt' +
        '\nThe log lies in kept/server/log; set -a; . kept/server.env; set +a; hufu doctor looks at the stopped server.',
    )
    .action(async (options) => (await import('./commands/simulate.ts')).simulate(options));

  hufu
    .command('bench')
    .description('测量 · measure: compare, fleet, log, lookup, machine, server')
    .argument('<what>', 'compare | fleet | log | lookup | machine | server')
    .option(
      '--set <dir>',
      'compare: a folder with truth.json, or of real photos; lookup: of photos, or a file of --write',
    )
    .option('--split <name>', 'compare: generated set fit or report, where no --set is given', 'report')
    .option('--size <n>', 'compare: how many cases; lookup: photos of each kind of damage')
    .option('--papers <n>', 'lookup: size of the index', '100000')
    .option('--kinds <a,b>', 'compare: only these kinds, beside the honest sheets')
    .option('--jobs <n>', 'compare: processes that compare at the same time', '1')
    .option(
      '--write <dir>',
      'compare: write the set into an empty folder instead of comparing it; lookup: keep what was read in a file',
    )
    .option('--baselines', 'compare: SSIM, OCR and Tesseract in the same run')
    .option('--lang <zh|en>', 'compare: language of the report', 'zh')
    .option('--runs <n>', 'machine: runs')
    .option('--runner', 'machine: random faults on the real agent and core, checked at every step')
    .option('--stampings <n>', 'machine --runner: stampings', '500')
    .option(
      '--from <n>',
      'machine --runner: begin with the machine’s life of this stamping, to see again what was found',
    )
    .option('--frames <n>', 'machine: so many randomly corrupted frames; none may be accepted')
    .option('--machines <n>', 'fleet: simulated machines against one server', '2000')
    .option('--minutes <n>', 'fleet: how long they are held before the broker is killed', '10')
    .option('--seed <s>', 'machine, compare: seed', '1')
    .option('--json', 'print the result as JSON')
    .action(async (what, options) => (await import('./commands/bench.ts')).bench(what, options));

  hufu
    .command('lookup')
    .description(
      '旧纸登记：把以前盖过章的纸批量登记，以后能凭照片查到 · register papers that were stamped earlier',
    )
    .argument('<what>', 'register')
    .argument('<folder>', 'photos; `2012-05-06 title.jpg` states the date on the paper')
    .requiredOption('--server <url>', 'address of the server')
    .requiredOption('--login <account>', 'custodian or reviewer of the village')
    .option('--password-file <file>', 'file with the password (default: HUFU_PASSWORD)')
    .option('--json', 'print the result as JSON')
    .action(async (what, folder, options) =>
      (await import('./commands/lookup.ts')).lookup(what, folder, options),
    );

  hufu
    .command('demo')
    .description('演示乡镇：一切都在本机 · the demo township, everything embedded (npm start)')
    .option('--data <dir>', 'where the demo keeps its data')
    .option('--fresh', 'throw the demo data away first')
    .option('--port <n>', 'first of the ports used', '7480')
    .option('--machines <n>', 'simulated machines', '3')
    .option('--camera <preset>', 'camera of the machines: 8mp or fast', '8mp')
    .option('--no-history', 'without the six months of history')
    .action(async (options) => (await import('./commands/demo.ts')).demo(options));

  hufu
    .command('server')
    .description('服务器 · run the server (configured by HUFU_* variables, see docs/config.md)')
    .action(async () => (await import('./commands/server.ts')).server());

  addMachineCommands(hufu);
  addReleaseCommand(hufu);

  hufu
    .command('witness')
    .description(
      '见证方：运行，或比较各家看到的日志 · run an independent witness, or compare what witnesses have seen',
    )
    .argument('[what]', 'run | compare', 'run')
    .option('--config <file>', 'run: JSON configuration')
    .option('--policy <file>', 'compare: the witnesses, with their addresses')
    .option('--log <url>', 'compare: where the log publishes its checkpoint and tiles')
    .option('--json', 'compare: print the result as JSON')
    .action(async (what, options) => (await import('./commands/witness.ts')).witness(what, options));

  hufu
    .command('revoke')
    .description(
      '手机遗失：把作废声明直接送到各见证方，不经过服务器 · bring a revocation straight to the witnesses',
    )
    .requiredOption('--policy <file>', 'the witnesses, with their addresses')
    .option('--statement <file>', 'a revocation that is signed already (of a phone: its base64url)')
    .option('--key <file>', 'any key file of the person whose key is withdrawn; signs the revocation')
    .option('--passphrase-file <file>', 'passphrase of the key file')
    .option('--village <id>', 'id of the village')
    .option('--thumbprint <hex>', 'the key to withdraw; that of --key when absent')
    .option('--reason <text>', 'why')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExit: 0 in force: no quorum of witnesses is left that does not know of it · 1 not yet · 3 bad input',
    )
    .action(async (options) => (await import('./commands/revoke.ts')).revoke(options));

  hufu
    .command('photo')
    .description(
      '查看加密的人像：村里几位持钥人一起，服务器看不到 · holders of the village open a sealed photograph of a person',
    )
    .argument('<step>', 'key | ask | sign | fetch | release | show')
    .requiredOption('--out <file>', 'what the step writes; never over a file that is there')
    .option('--key <file>', 'key file of this holder')
    .option('--passphrase-file <file>', 'its passphrase (default: HUFU_PASSPHRASE)')
    .option('--holder <name>', 'key: name in the roster; ask: the holder who shall see the picture')
    .option('--village <id>', 'ask: the village')
    .option('--request <id>', 'ask: the request, or none')
    .option('--photo <digest>', 'ask: the photograph, as its records name it')
    .option('--reason <text>', 'ask: why; it stands in the log')
    .option('--opening <file>', 'sign, fetch: what ask and sign wrote')
    .option('--server <url>', 'fetch: address of the server')
    .option('--bundle <file>', 'release, show: what fetch wrote')
    .option('--policy <file>', 'release, show: keys of log, witnesses and first rosters that you trust')
    .option('--share <file...>', 'show: what the other holders released')
    .addHelpText(
      'after',
      '\nask (first holder) → sign (each other) → fetch → release (each other) → show (first holder). See docs/sealed-photos.md',
    )
    .action(async (step, options) => (await import('./commands/photo.ts')).photo(step, options));

  hufu
    .command('doctor')
    .description('体检：数据库、日志、文件是否一致 · check that database, log and blobs agree')
    .argument('[what]', 'all | log | blobs | evidence | web', 'all')
    .option('--url <server>', 'web: whose pages are compared with their logged release, as an outsider')
    .option('--policy <file>', 'web: keys of log, witnesses and first rosters that you trust')
    .option('--since <date>', 'web: YYYY-MM-DD of the latest release you know of; an older one is refused')
    .option('--json', 'print the findings as JSON')
    .action(async (what, options) => (await import('./commands/doctor.ts')).doctor(what, options));

  hufu
    .command('backup')
    .description('备份 · back up database, log, blobs and keys into one folder')
    .argument('<folder>')
    .action(async (folder) => (await import('./commands/backup.ts')).backup(folder));

  hufu
    .command('restore')
    .description('恢复 · restore a backup into an empty data folder')
    .argument('<folder>')
    .action(async (folder) => (await import('./commands/backup.ts')).restore(folder));

  return hufu;
}

/** Runs the command line; sets the exit code and never prints a stack to people. */
export async function main(args: string[]): Promise<void> {
  endWithParent();
  try {
    await program().parseAsync(args, { from: 'user' });
  } catch (e) {
    if (e instanceof CommanderError) {
      process.exitCode = e.exitCode === 0 ? 0 : 3;
      return;
    }
    exitWithProblem(e);
  }
}
