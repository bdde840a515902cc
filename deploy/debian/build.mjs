#!/usr/bin/env node
// Builds hufu-machine_<version>_<architecture>.deb: the agent with Node, its units and rules. Needs dpkg-deb and nothing of the network.
//   node deploy/debian/build.mjs --out <folder> [--skeleton] [--check]
// --skeleton leaves out Node and node_modules (for a look at the package); --check verifies the package and the units where the tools are.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { dependenciesOf } from './dependencies.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: '.' },
    skeleton: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});
const { version } = JSON.parse(readFileSync(join(root, 'apps/machine/package.json'), 'utf8'));
const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch];
if (!architecture) throw new Error(`no package for ${process.arch}`);

/** A real machine has no simulated body, and no papers and fonts to draw one with. */
const simulated = {
  modules: ['packages/paper-world', 'node_modules/@lydell/node-pty'],
  sources: /^apps\/machine\/src\/(sim|drill|certify)\/|^apps\/machine\/src\/(sim-main|index)\.ts$/,
};

const stage = mkdtempSync(join(tmpdir(), 'hufu-deb-'));
chmodSync(stage, 0o755);
const to = (...names) => {
  const path = join(stage, ...names);
  mkdirSync(dirname(path), { recursive: true });
  return path;
};
const place = (from, target, mode = 0o644) => {
  cpSync(join(here, 'files', from), to(target));
  chmodSync(to(target), mode);
};

try {
  program();
  place('systemd/hufu-agent.service', 'usr/lib/systemd/system/hufu-agent.service');
  place('systemd/hufu-kiosk.service', 'usr/lib/systemd/system/hufu-kiosk.service');
  place('systemd/60-hufu-watchdog.conf', 'usr/lib/systemd/system.conf.d/60-hufu-watchdog.conf');
  place('udev/60-hufu.rules', 'usr/lib/udev/rules.d/60-hufu.rules');
  place('sysusers/hufu.conf', 'usr/lib/sysusers.d/hufu.conf');
  place('tmpfiles/hufu.conf', 'usr/lib/tmpfiles.d/hufu.conf');
  place('config/agent.json.example', 'usr/share/doc/hufu-machine/agent.json.example');
  cpSync(join(here, 'README.md'), to('usr/share/doc/hufu-machine/README'));
  cpSync(join(root, 'LICENSE'), to('usr/share/doc/hufu-machine/copyright'));
  for (const script of ['postinst', 'prerm', 'postrm']) place(script, `DEBIAN/${script}`, 0o755);
  const files = [...filesBelow(stage)].filter((f) => !f.startsWith('DEBIAN/')).sort();
  const sums = files.map(
    (f) =>
      `${createHash('md5')
        .update(readFileSync(join(stage, f)))
        .digest('hex')}  ${f}\n`,
  );
  writeFileSync(to('DEBIAN/md5sums'), sums.join(''));
  const sizeKiB = files.reduce((sum, f) => sum + Math.ceil(statSync(join(stage, f)).size / 1024), 0);
  writeFileSync(to('DEBIAN/control'), control(sizeKiB));
  mkdirSync(values.out, { recursive: true });
  const deb = join(values.out, `hufu-machine_${version}_${architecture}.deb`);
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', stage, deb], { stdio: 'inherit' });
  console.log(`${deb}  sha256 ${createHash('sha256').update(readFileSync(deb)).digest('hex')}`);
  if (values.check) check(deb);
} finally {
  rmSync(stage, { recursive: true, force: true });
}

/** The program as it lies in a slot: the workspaces that the agent needs, their modules, Node beside it. */
function program() {
  const { modules, workspaces } = dependenciesOf(root, 'apps/machine', simulated.modules);
  const target = to('usr/lib/hufu/program/package.json');
  cpSync(join(root, 'package.json'), target);
  for (const workspace of workspaces) {
    const tracked = execFileSync('git', ['ls-files', '-z', workspace], { cwd: root, encoding: 'utf8' });
    for (const file of tracked
      .split('\0')
      .filter((f) => f !== '' && !/\.test\.tsx?$|\/rig\//.test(f) && !simulated.sources.test(f)))
      if (existsSync(join(root, file))) cpSync(join(root, file), to('usr/lib/hufu/program', file));
    const { name } = JSON.parse(readFileSync(join(root, workspace, 'package.json'), 'utf8'));
    const link = to('usr/lib/hufu/program/node_modules', name);
    symlinkSync(relative(dirname(link), join(stage, 'usr/lib/hufu/program', workspace)), link);
  }
  const screen = join(root, 'apps/web-kiosk/dist');
  if (existsSync(screen)) cpSync(screen, to('usr/lib/hufu/program/apps/web-kiosk/dist'), { recursive: true });
  if (values.skeleton) return;
  for (const module of modules)
    cpSync(join(root, module), to('usr/lib/hufu/program', module), {
      recursive: true,
      dereference: true,
      filter: (from) => !isForeign(relative(root, from)),
    });
  const node = join(root, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
  cpSync(node, to('usr/lib/hufu/node'));
  chmodSync(to('usr/lib/hufu/node'), 0o755);
}

/** Programs for other systems, which some packages bring for all. */
function isForeign(path) {
  const [, system, arch] =
    /onnxruntime-node\/bin\/napi-v\d+\/(\w+)(?:\/(\w+))?/.exec(path) ??
    /\/prebuilds\/([a-z0-9]+)-([a-z0-9+]+)/.exec(path) ??
    [];
  if (system === undefined) return /\/\.(git|npm|eslint)\w*$/.test(path);
  return system !== 'linux' || (arch !== undefined && !arch.split('+').includes(process.arch));
}

function control(sizeKiB) {
  return `Package: hufu-machine
Version: ${version}
Section: misc
Priority: optional
Architecture: ${architecture}
Maintainer: Hufu maintainers <maintainers@hufu.example>
Installed-Size: ${sizeKiB}
Depends: systemd (>= 252), udev, ffmpeg, v4l-utils, tar, libstdc++6
Recommends: cage, chromium, fonts-noto-cjk
Description: stamping machine of the open smart-seal system Hufu
 The agent that runs on the small computer of a stamping machine: cameras,
 journal, network and touch screen. The press controller, which owns motor,
 lock and counters, verifies everything again by itself.
`;
}

function* filesBelow(folder, base = folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path, base);
    else if (entry.isFile()) yield relative(base, path);
  }
}

/** Says plainly what was checked and what could not be. */
function check(deb) {
  execFileSync('dpkg-deb', ['--info', deb], { stdio: 'inherit' });
  const list = execFileSync('dpkg-deb', ['--contents', deb], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  for (const wanted of ['hufu-agent.service', 'launch-main.ts', 'start-agent.ts', '60-hufu.rules'])
    if (!list.includes(wanted)) throw new Error(`${wanted} is not in ${basename(deb)}`);
  // Of ours only: what others ship beside their programs is theirs.
  const own = list
    .split('\n')
    .filter((line) => !line.includes('/node_modules/'))
    .join('\n');
  if (/\.test\.ts(\n|$)|\/rig\/|press\.key/.test(own))
    throw new Error('tests, rigs or keys are in the package');
  console.log(`✓ dpkg-deb: ${list.trim().split('\n').length} entries`);
  const found = spawnSync('systemd-analyze', ['--version']);
  if (found.status !== 0) return console.log('– systemd-analyze: not installed, units not verified');
  // The units name programs of the package: verified below its own root, with stand-ins for those of other packages.
  const tree = mkdtempSync(join(tmpdir(), 'hufu-units-'));
  try {
    execFileSync('dpkg-deb', ['--extract', deb, tree]);
    for (const program of ['usr/lib/hufu/node', 'usr/bin/cage', 'usr/bin/chromium']) {
      mkdirSync(dirname(join(tree, program)), { recursive: true });
      if (!existsSync(join(tree, program)))
        writeFileSync(join(tree, program), '#!/bin/sh\n', { mode: 0o755 });
    }
    const units = ['hufu-agent.service', 'hufu-kiosk.service'];
    const verified = spawnSync(
      'systemd-analyze',
      ['verify', '--man=no', '--recursive-errors=no', `--root=${tree}`, ...units],
      {
        encoding: 'utf8',
      },
    );
    const said = `${verified.stdout}${verified.stderr}`.trim();
    if (verified.status !== 0 || /hufu-(agent|kiosk)\.service/.test(said))
      throw new Error(`systemd-analyze verify:\n${said}`);
    console.log(`✓ systemd-analyze verify: ${units.join(', ')}`);
    const security = spawnSync(
      'systemd-analyze',
      ['security', '--offline=yes', `--root=${tree}`, '--no-pager', 'hufu-agent.service'],
      { encoding: 'utf8' },
    );
    const level = /Overall exposure level.*/.exec(security.stdout)?.[0];
    console.log(level ? `  ${level}` : '– systemd-analyze security: no answer here');
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}
