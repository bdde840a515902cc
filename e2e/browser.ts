import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { toBase64url } from '@hufu/contract';
import { sealKey } from '@hufu/statement';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { personSigner } from '../apps/cli/src/demo/rosters.ts';
import type { RunningDemo } from '../apps/cli/src/demo/start-demo.ts';
import { demoPassword, demoPin } from '../apps/cli/src/demo/township.ts';

/** Set to a folder to get a picture of every screen that a test looks at. */
const pictures = process.env.HUFU_SCREENS;

/** Debian's Chromium without its own background traffic. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.HUFU_CHROMIUM || '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A device with one page, and what it complained of. */
export interface Device {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors in the console, and requests to any host but our own. */
  readonly complaints: string[];
  tap(testId: string): Promise<void>;
  see(testId: string, withinMs?: number): Promise<void>;
  /** Keeps a picture when pictures are wanted. */
  look(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens a device of this size at an address; anything loaded from another host is a complaint. */
export async function openDevice(
  browser: Browser,
  url: string,
  viewport: { width: number; height: number },
): Promise<Device> {
  const context = await browser.newContext({
    viewport,
    locale: 'zh-CN',
    hasTouch: viewport.width < 500,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  const complaints: string[] = [];
  // A refused call shows in the console by itself; everything else there is a fault of ours.
  page.on('console', (m) => {
    if (m.type() === 'error' && !m.text().includes('Failed to load resource')) complaints.push(m.text());
  });
  page.on('pageerror', (e) => complaints.push(e.message));
  page.on('request', (r) => {
    const own = /^(http:\/\/(localhost|127\.0\.0\.1):\d+\/|blob:|data:)/;
    if (!own.test(r.url())) complaints.push(r.url());
  });
  await page.goto(url);
  return {
    page,
    context,
    complaints,
    tap: (testId) => page.getByTestId(testId).first().click(),
    see: async (testId, withinMs = 45_000) => {
      await page.getByTestId(testId).first().waitFor({ timeout: withinMs });
    },
    async look(name) {
      if (!pictures) return;
      mkdirSync(pictures, { recursive: true });
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(pictures, `${name}.png`) });
    },
    close: () => context.close(),
  };
}

export const phoneSize = { width: 360, height: 780 };
export const deskSize = { width: 1440, height: 900 };
export const kioskSize = { width: 1280, height: 800 };

/** The link by which the portal hands account and key to a person's own phone. */
export async function phoneLink(demo: RunningDemo, duty: string): Promise<string> {
  const [machine] = demo.machines;
  if (!machine) throw new Error('no machine');
  const login = `${machine.village.village.key}-${duty}`;
  const secret = machine.village.secrets.people[login]?.secret ?? '';
  const keyFile = await sealKey(personSigner(secret), demoPin);
  const text = JSON.stringify({ login, password: demoPassword, keyFile, pin: demoPin });
  return `${demo.httpUrl}/m/#demo=${toBase64url(new TextEncoder().encode(text))}`;
}

/** The desk of an official. */
export function deskLink(demo: RunningDemo, login: string): string {
  const text = JSON.stringify({ login, password: demoPassword });
  return `${demo.httpUrl}/desk/#demo=${toBase64url(new TextEncoder().encode(text))}`;
}
