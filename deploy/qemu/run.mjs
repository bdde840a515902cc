#!/usr/bin/env node
// Runs the agent in a QEMU guest, on cameras of the kernel's `vivid` driver and on a usb serial port behind which the press
// controller's reference program is. Optional: what is missing is said, and the job is skipped with exit code 0.
//   node deploy/qemu/run.mjs [--kernel <folder of an unpacked linux-image package>] [--fetch]
// --fetch gets Debian's kernel by `apt-get download` into .hufu/qemu. Needs qemu-system-x86, busybox-static, ffmpeg.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { initramfs, modulesFor } from './initramfs.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const cache = join(root, '.hufu', 'qemu');
const { values } = parseArgs({
  options: { kernel: { type: 'string' }, fetch: { type: 'boolean', default: false } },
});

/** Says why and ends well: whoever reads the log knows that nothing was tried. */
function skip(why) {
  console.log(`– QEMU: 跳过 skipped: ${why}`);
  process.exit(0);
}

function fetchKernel() {
  const of = execFileSync('apt-cache', ['depends', 'linux-image-amd64'], { encoding: 'utf8' });
  const [, name] = /Depends: (linux-image-\S+)/.exec(of) ?? [];
  if (name === undefined) skip('apt names no kernel');
  mkdirSync(cache, { recursive: true });
  execFileSync('apt-get', ['download', name], { cwd: cache, stdio: 'inherit' });
  const deb = readdirSync(cache).find((file) => file.endsWith('.deb'));
  execFileSync('dpkg-deb', ['--extract', join(cache, deb), join(cache, 'kernel')]);
}

if (process.arch !== 'x64') skip(`no guest for ${process.arch}`);
const qemu = '/usr/bin/qemu-system-x86_64';
for (const [program, name] of [
  [qemu, 'qemu-system-x86'],
  ['/bin/busybox', 'busybox-static'],
  ['/usr/bin/ffmpeg', 'ffmpeg'],
])
  if (!existsSync(program)) skip(`${program} 不在（Debian 软件包 package ${name}）`);
const unpacked = values.kernel ?? join(cache, 'kernel');
if (!existsSync(unpacked) && values.fetch) fetchKernel();
if (!existsSync(join(unpacked, 'boot'))) skip(`没有内核 no kernel in ${unpacked}: --fetch`);
const image = readdirSync(join(unpacked, 'boot')).find((name) => name.startsWith('vmlinuz-'));
const [version] = readdirSync(join(unpacked, 'lib', 'modules'));
if (image === undefined || version === undefined) skip(`${unpacked} 里没有内核 holds no kernel`);
const wanted = ['virtio_pci', '9pnet_virtio', '9p', 'uhci_hcd', 'ftdi_sio', 'vivid'];
const { order, missing } = modulesFor(join(unpacked, 'lib', 'modules', version, 'kernel'), wanted);
if (missing.length > 0) skip(`内核没有模块 the kernel has no ${missing.join(', ')}`);

const folder = mkdtempSync(join(root, '.hufu', 'qemu-'));
const node = process.execPath;
const script = `#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc; mount -t sysfs sysfs /sys; mount -t devtmpfs dev /dev
while read name parameters; do insmod /modules/$name.ko $parameters; done < /modules/order
ifconfig lo 127.0.0.1 up
mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=512000 host /host || poweroff -f
mount -t tmpfs tmpfs /host/run
for at in dev proc sys; do mount --bind /$at /host/$at; done
for i in $(seq 60); do [ -c /dev/ttyUSB0 ] && [ -c /dev/video1 ] && break; sleep 1; done
ls -l /dev/ttyUSB0 /dev/video0 /dev/video1
echo HUFU guest $(uname -r)
chroot /host /usr/bin/env -i PATH=/usr/bin:/bin HOME=/run TMPDIR=/run ${node} ${join(root, 'deploy/qemu/guest.mjs')} ${folder} ${root}
poweroff -f
`;

/** The press controller of the bench, in a process of its own, and its line as a socket for the guest's serial port. */
async function startPress() {
  const bench = join(root, 'apps/machine/src/press/bench-press.ts');
  const child = spawn(node, [bench, folder, '{}'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let tty;
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('ready ')) continue;
    tty = line.slice('ready '.length).trim();
    break;
  }
  const { openSerialLine } = await import(join(root, 'apps/machine/src/press/serial-line.ts'));
  const { openPressKeys } = await import(join(root, 'apps/machine/src/press/press-keys.ts'));
  const { signer } = await openPressKeys(folder);
  const thumbprint = Buffer.from(signer.thumbprint).toString('hex');
  writeFileSync(join(folder, 'press.json'), JSON.stringify({ thumbprint }));
  const line = await openSerialLine(tty);
  const server = createServer((socket) => {
    socket.on('data', (bytes) => line.write(bytes));
    const stop = line.onData((bytes) => socket.write(bytes));
    socket.on('close', stop);
    socket.on('error', () => socket.destroy());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    async close() {
      server.close();
      await line.close();
      child.kill('SIGTERM');
    },
  };
}

const press = await startPress();
const ird = join(folder, 'initramfs');
const parameters = { vivid: 'n_devs=2 node_types=0x1,0x1 no_error_inj=1' };
writeFileSync(ird, initramfs({ busybox: '/bin/busybox', modules: order, parameters, script }));
const args = [
  ...['-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '2048', '-nographic', '-no-reboot'],
  ...['-kernel', join(unpacked, 'boot', image), '-initrd', ird],
  ...['-append', 'console=ttyS0 quiet panic=-1 random.trust_cpu=on'],
  ...['-virtfs', 'local,path=/,mount_tag=host,security_model=none,readonly=on'],
  ...['-usb', '-chardev', `socket,id=press,host=127.0.0.1,port=${press.port}`],
  ...['-device', 'usb-serial,chardev=press', '-nic', 'none'],
];
const guest = spawn(qemu, args, { stdio: ['ignore', 'pipe', 'inherit'] });
const timer = setTimeout(() => guest.kill('SIGKILL'), 15 * 60_000);
const said = [];
for await (const line of createInterface({ input: guest.stdout })) {
  if (process.env.HUFU_QEMU_VERBOSE) console.error(line);
  const [, told] = /HUFU (.*)$/.exec(line) ?? [];
  if (told === undefined) continue;
  said.push(told);
  console.log(`  ${told}`);
}
clearTimeout(timer);
await press.close();
rmSync(folder, { recursive: true });
const isDone = said.at(-1) === 'done';
console.log(
  isDone ? '✓ QEMU: 主机程序在虚拟机的摄像头和串口上运行 the agent runs on the guest’s devices' : '✗ QEMU',
);
process.exitCode = isDone ? 0 : 1;
