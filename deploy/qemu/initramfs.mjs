// A first file system for the guest: busybox, the modules of its kernel in the order in which they need each other, a script.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One file of a cpio archive (newc, as the kernel reads it). */
function entry(name, mode, bytes) {
  const fields = [0, mode, 0, 0, 1, 0, bytes.length, 0, 0, 0, 0, name.length + 1, 0];
  const hex = fields.map((n) => n.toString(16).padStart(8, '0'));
  const head = Buffer.from(`070701${hex.join('')}${name}\0`);
  const padded = (buffer) => Buffer.concat([buffer, Buffer.alloc((4 - (buffer.length % 4)) % 4)]);
  return Buffer.concat([padded(head), padded(bytes)]);
}

/** The modules that these need, each after those that it needs itself, as every module says of itself. */
export function modulesFor(folder, roots) {
  const files = new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.ko$/.test(name))
      .map((name) => [basename(name, '.ko').replaceAll('-', '_'), join(folder, name)]),
  );
  const order = [];
  const add = (name) => {
    const path = files.get(name);
    // What is built into the kernel lies in no file.
    if (path === undefined || order.some((m) => m.name === name)) return;
    const bytes = readFileSync(path);
    const [, needs = ''] = /depends=([\w,-]*)\0/.exec(bytes.toString('latin1')) ?? [];
    for (const need of needs.split(',').filter(Boolean)) add(need.replaceAll('-', '_'));
    order.push({ name, bytes });
  };
  for (const root of roots) add(root);
  const missing = roots.filter((root) => !order.some((m) => m.name === root));
  return { order, missing };
}

/** The archive. */
export function initramfs({ busybox, modules, parameters, script }) {
  const folder = (name) => entry(name, 0o040755, Buffer.alloc(0));
  const list = modules.map((m) => `${m.name} ${parameters[m.name] ?? ''}`).join('\n');
  return Buffer.concat([
    ...['bin', 'proc', 'sys', 'dev', 'host', 'modules'].map(folder),
    entry('bin/busybox', 0o100755, readFileSync(busybox)),
    entry('modules/order', 0o100644, Buffer.from(`${list}\n`)),
    ...modules.map((m) => entry(`modules/${m.name}.ko`, 0o100644, m.bytes)),
    entry('init', 0o100755, Buffer.from(script)),
    entry('TRAILER!!!', 0, Buffer.alloc(0)),
  ]);
}
