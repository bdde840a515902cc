import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeKeyFile } from '@hufu/statement/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { benchVillage } from '../../../server/rig/bench-trust.ts';
import { type LinkBench, openLinkBench } from '../../../server/rig/link-bench.ts';
import { testPassword } from '../../../server/rig/test-server.ts';
import { runCommand } from '../../rig/run-command.ts';
import { doctor } from './doctor.ts';
import { release } from './release.ts';

// A real server with its log and witnesses; its pages are three small files.
const dir = mkdtempSync(join(tmpdir(), 'hufu-web-'));
const at = (name: string) => join(dir, name);
const script = 'document.body.textContent = "批准";';
const page = (name: string) => at(`web/${name}`);
let bench: LinkBench;

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

beforeAll(async () => {
  const village = benchVillage();
  write(page('web-mobile/dist/index.html'), '<!doctype html><script src="assets/a.js"></script>');
  write(page('web-mobile/dist/assets/a.js'), script);
  write(page('web-desk/dist/index.html'), '<!doctype html>');
  write(page('web-desk/dist/.built'), 'not served');
  bench = await openLinkBench(village, { HUFU_WEB_DIR: at('web') });
  write(at('word'), '春眠不觉晓');
  write(at('password'), testPassword);
  for (const [i, key] of village.release.entries()) await writeKeyFile(at(`${i}.key`), key, '春眠不觉晓');
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

const outsider = async (url = bench.server.url, since?: string) => {
  await bench.server.running.machineSide.keeper.settled();
  return await runCommand(() =>
    doctor('web', { url, policy: at('policy.txt'), ...(since === undefined ? {} : { since }) }),
  );
};
const told = (body: object) => JSON.stringify(body);

/** A server between, which hands out what the real one does, but for what is changed. */
async function between(
  change: (path: string, body: Buffer, phone: boolean) => { body?: Buffer; headers?: Record<string, string> },
): Promise<{ server: Server; url: string }> {
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    const agent = request.headers['user-agent'] ?? '';
    const reply = await fetch(`${bench.server.url}${path}`, { headers: { 'user-agent': agent } });
    const body = Buffer.from(await reply.arrayBuffer());
    const changed = change(path, body, /Mobile/.test(agent));
    const kept = ['content-type', 'content-security-policy'].map((n) => [n, reply.headers.get(n) ?? '']);
    response.writeHead(reply.status, { ...Object.fromEntries(kept), ...changed.headers });
    response.end(changed.body ?? body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` };
}

describe('T21 the web pages of a server, looked at from outside', () => {
  it('are told as nobody’s when no release of them was published', async () => {
    const run = await runCommand(() => doctor('web', { url: bench.server.url }));
    expect([run.code, run.err]).toEqual([1, expect.stringContaining('NOT_FOUND')]);
  });

  it('are those that two of the release quorum signed, in the witnessed log', async () => {
    const run = runCommand;
    const of = { statement: at('web.cose'), archive: at('web.list'), passphraseFile: [at('word')] };
    await run(() => release('list', { ...of, web: at('web') }));
    await run(() =>
      release('begin', { ...of, target: 'web', number: '1.0', key: [at('0.key'), at('1.key')] }),
    );
    const by = { server: bench.server.url, login: 'maintainer', passwordFile: at('password') };
    await run(() => release('publish', { ...of, ...by }));
    const { policy } = await (await fetch(`${bench.server.url}/api/evidence/get-policy`)).json();
    write(at('policy.txt'), policy);
    const found = await outsider();
    expect(found, told(found)).toMatchObject({ code: 0 });
    expect(found.out).toMatch(/✓ 6 个文件与 1\.0/);
  });

  it('are refused when an older release is given out than the one the outsider knows of', async () => {
    expect((await outsider(undefined, '2020-01-01')).code).toBe(0);
    const older = await outsider(undefined, '2999-01-01');
    expect([older.code, older.out]).toEqual([1, expect.stringContaining('给出的是旧网页：1.0')]);
    const nonsense = await outsider(undefined, 'yesterday');
    expect([nonsense.code, nonsense.err]).toEqual([3, expect.stringContaining('OPTION_INVALID')]);
  });

  it('are named when one byte of one is another: the first file that differs', async () => {
    write(page('web-mobile/dist/assets/a.js'), script.replace('批', '报'));
    const run = await outsider();
    expect([run.code, run.out]).toEqual([
      1,
      expect.stringMatching(/✗ \/m\/assets\/a\.js[\s\S]*第一个是 \/m\/assets\/a\.js/),
    ]);
    write(page('web-mobile/dist/assets/a.js'), script);
    expect((await outsider()).code).toBe(0);
  });

  it.each([
    [
      'telephones get another script',
      (path: string, _: Buffer, phone: boolean) =>
        phone && path.endsWith('.js') ? { body: Buffer.from('steal()') } : {},
      '/m/assets/a.js',
    ],
    [
      'a header lets in a script of elsewhere',
      () => ({ headers: { 'content-security-policy': 'default-src *' } }),
      '/',
    ],
    [
      'a header brings a second style',
      (path: string) => (path === '/m/' ? { headers: { link: '<x.css>; rel=stylesheet' } } : {}),
      '/m/',
    ],
    [
      'the list names the changed script',
      (path: string, body: Buffer) =>
        path.startsWith('/api/')
          ? {
              body: Buffer.from(
                body
                  .toString()
                  .replace(' 1 /', ' 2 /')
                  .replace(/[0-9a-f]{64} \d+ \/m\/assets/, `${'0'.repeat(64)} 9 /m/assets`),
              ),
            }
          : {},
      'WEB_MANIFEST_MALFORMED|digest',
    ],
  ])('are named when %s', async (_, change, named) => {
    const { server, url } = await between(change);
    const run = await outsider(url);
    server.close();
    expect([run.code, run.out]).toEqual([1, expect.stringMatching(new RegExp(`✗ .*(${named})`))]);
  });
});
