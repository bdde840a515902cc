import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viteConfig } from '../../../tools/vite-config.mjs';

const executable = process.env.HUFU_CHROMIUM || '/usr/bin/chromium';
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' };

interface Laid {
  made: string;
  parts: number[];
  ticks: number;
  totalMs?: number;
  longestMs?: number;
  apart?: number;
  byCornersOnly?: number;
}

// The worker under the content security policy of the server, on a photograph of 8 megapixels.
describe.skipIf(!existsSync(executable))('a photograph laid on its page', { timeout: 120_000 }, () => {
  const outDir = mkdtempSync(join(tmpdir(), 'hufu-laying-'));
  let server: Server;
  let browser: Browser;
  let page: Page;
  let workers = '';

  beforeAll(async () => {
    const config = viteConfig('web-desk', { outDir });
    await build({ ...config, root: join(import.meta.dirname, 'laying-page'), base: '/' });
    server = createServer((request, reply) => {
      const path = new URL(request.url ?? '/', 'http://x').pathname;
      if (path.includes('worker')) workers = path;
      const file = join(outDir, path === '/' ? 'index.html' : path);
      if (!existsSync(file) || path.includes(blocked)) return void reply.writeHead(404).end();
      reply
        .writeHead(200, {
          'content-type': types[extname(file)] ?? 'application/octet-stream',
          'content-security-policy':
            "default-src 'self'; img-src 'self' data: blob:; connect-src 'self' blob:",
        })
        .end(readFileSync(file));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(outDir, { recursive: true, force: true });
  });
  let blocked = 'nothing';
  const lay = async (corners?: number[][]): Promise<Laid> => {
    const address = server.address();
    await page.goto(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`);
    return await page.evaluate(
      (c) => (window as unknown as { lay: (c?: number[][]) => Promise<Laid> }).lay(c),
      corners,
    );
  };

  it('follows its curl, says how far it is, and leaves the page free to answer', async () => {
    const laid = await lay();
    if (process.env.HUFU_TIMES) console.log(laid);
    expect(laid.made).toBe('laid');
    expect(workers).toMatch(/flatten\.worker/);
    // The page's own clock ran on while the worker matched.
    expect(laid.ticks).toBeGreaterThan(3);
    expect(laid.parts).toEqual([...laid.parts].sort((a, b) => a - b));
    expect(laid.parts.at(-1)).toBe(1);
    // The curl of eight pixels that the corners leave is gone.
    expect(laid.apart).toBeLessThan((laid.byCornersOnly ?? 0) * 0.8);
  });

  it('says that there is no sheet when its corners are none', async () => {
    expect(await lay(Array.from({ length: 4 }, () => [5, 5]))).toMatchObject({ made: 'corners' });
  });

  it('says that the browser could not do it when the worker does not start', async () => {
    blocked = 'worker';
    expect(await lay()).toMatchObject({ made: 'worker', parts: [] });
  });
});
