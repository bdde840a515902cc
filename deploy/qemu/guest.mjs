// In the guest: the agent on Video4Linux cameras and a usb serial port; says what works, one line each.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, root] = process.argv.slice(2);
const { thumbprint } = JSON.parse(readFileSync(join(folder, 'press.json'), 'utf8'));
const own = '/run/hufu';
mkdirSync(own, { recursive: true });
const camera = (device) => ({ driver: 'v4l2', device, width: 640, height: 480, fps: 5, format: 'yuyv422' });
const config = {
  dir: join(own, 'agent'),
  agentKeyFile: join(own, 'agent.key'),
  press: { path: '/dev/ttyUSB0', pairKeyFile: join(folder, 'pair.key'), thumbprint },
  cameras: { overhead: camera('/dev/video0'), person: camera('/dev/video1') },
  server: null,
  pinsFile: join(own, 'pins.json'),
  policy: { minFreeMiB: 1 },
  kiosk: { port: 7490 },
};
writeFileSync(join(own, 'pins.json'), '{}');
writeFileSync(join(own, 'agent.json'), JSON.stringify(config));
const say = (line) => console.log(`HUFU ${line}`);
const agent = spawn(
  process.execPath,
  [join(root, 'apps/machine/src/agent-main.ts'), join(own, 'agent.json')],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
agent.on('exit', (code) => {
  say(`agent ended with ${code}`);
  process.exit(1);
});
agent.stdout.on('data', (d) => process.stderr.write(d));

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const url = 'http://127.0.0.1:7490';
async function until(what, isTrue) {
  for (let i = 0; i < 300; i++) {
    const found = await isTrue().catch(() => undefined);
    if (found) return say(`ok ${what}: ${found}`);
    await pause(1000);
  }
  say(`failed ${what}`);
  process.exit(1);
}
await until('press controller over the usb serial port', async () => {
  const { counters } = await (await fetch(`${url}/state`)).json();
  return counters && JSON.stringify(counters);
});
for (const path of ['/camera/live', '/camera/live?of=person'])
  await until(`camera ${path}`, async () => {
    const reply = await fetch(url + path, { signal: AbortSignal.timeout(60_000) });
    for await (const piece of reply.body) {
      // The head of the part and its picture come apart.
      const at = Buffer.from(piece).indexOf(Buffer.of(0xff, 0xd8));
      if (at >= 0) return `${piece.length - at} bytes of a JPEG`;
    }
    return undefined;
  });
say('done');
process.exit(0);
