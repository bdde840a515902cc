import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KioskScreen, KioskState, VerdictSummary } from '@hufu/contract';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWeb } from '../../../tools/build-web.mjs';
import { aJob, type BenchAgent, digestOf, startBenchAgent } from './bench-agent.ts';

const executable = process.env.HUFU_CHROMIUM || '/usr/bin/chromium';
/** Set to a folder to get a picture of every screen in both languages. */
const pictures = process.env.HUFU_SCREENS;
const size = { width: 1280, height: 800 };
const minute = 60_000;

let page: Page;
let agent: BenchAgent;
let browser: Browser;
let approved = '';
let frame = '';

const box = (x: number, y: number, before: string | null, after: string | null) => ({
  page: 0,
  box: [x, y, 420, 80] as [number, number, number, number],
  kind: 'changed' as const,
  before,
  after,
});
const verdict = (
  of: VerdictSummary['verdict'],
  reasons: string[],
  regions: VerdictSummary['regions'] = [],
) => ({
  verdict: of,
  confidence: 0.8,
  reasons,
  regions,
});

/** Every screen on which somebody stands and wonders, by name. */
function screens(): Record<string, Partial<KioskState>> {
  const job = aJob([approved]);
  const { authorization } = job;
  const of = { authorization, k: 1, page: 0, frame, corners: null };
  const on = (screen: KioskScreen, more: Partial<KioskState> = {}) => ({ jobs: [job], screen, ...more });
  const changed = verdict(
    'mismatch',
    ['DIGIT_CHANGED'],
    [box(300, 700, '3600', '8600'), box(700, 1100, '五', '十五')],
  );
  return {
    idle: {
      jobs: [
        job,
        aJob([approved], {
          authorization: authorization.replace(/.$/, '1'),
          number: 'SQ-2026-0043',
          state: 'interrupted',
        }),
      ],
    },
    empty: {},
    offline: on({ name: 'idle' }, { link: { online: false, since: Date.now() - 40 * minute, queued: 7 } }),
    stale: on(
      { name: 'idle' },
      {
        link: { online: false, since: Date.now() - 30 * 60 * minute, queued: 12 },
        freshUntil: Date.now() - minute,
      },
    ),
    lockedDown: { lock: 'lockedDown', jobs: [job], ink: 0.1, inkLow: true },
    quarantined: { lock: 'quarantined', jobs: [job] },
    noPress: { lock: 'noPress' },
    blank: { lock: 'blank', jobs: [] },
    blankNoRoster: { lock: 'blank', rosterDigest: null },
    notice: on({
      name: 'notice',
      authorization,
      text: {
        zh: '盖章前会拍一张您的现场照片，只用于留证，加密保存，到期删除，不做人脸识别。',
        en: 'A photograph of you is taken before sealing. It is evidence only, encrypted and deleted on schedule.',
      },
    }),
    person: on({ name: 'person', authorization, hint: 'manyFaces' }),
    presence: on({ name: 'presence', authorization, wrong: 2 }),
    placePaper: on({ name: 'placePaper', authorization, k: 1, page: 0, copy: 1, hint: 'GLARE' }),
    placeFan: on({ name: 'placePaper', authorization, k: 1, page: 0, seam: [0, 1, 2], copy: 0, hint: '' }),
    placeShown: on({
      name: 'placePaper',
      authorization,
      k: 1,
      page: 0,
      shown: { n: 2, of: 3 },
      copy: 0,
      hint: '',
    }),
    placeNotLive: on({
      name: 'placePaper',
      authorization,
      k: 1,
      page: 0,
      copy: 1,
      hint: 'CAMERA_NOT_LIVE',
    }),
    comparing: on({ name: 'comparing', authorization, k: 1, page: 0, progress: 0.4 }),
    refused: on({ name: 'refused', ...of, verdict: changed }),
    refusedOtherPage: on({
      name: 'refused',
      ...of,
      page: 0,
      laid: 1,
      verdict: verdict('mismatch', ['MISSING_PAGE']),
    }),
    refusedBlank: on({ name: 'refused', ...of, verdict: verdict('mismatch', ['BLANK_PAGE']) }),
    unsure: on({
      name: 'unsure',
      ...of,
      verdict: verdict('unsure', ['HANDWRITING_ADDED'], [box(700, 1900, null, null)]),
      waitsForException: true,
    }),
    confirmation: on({ name: 'unsure', ...of, verdict: verdict('match', []), waitsForException: true }),
    confirm: on({ name: 'confirm', ...of, sealName: '石桥村村民委员会' }),
    pressing: on({ name: 'pressing', authorization, k: 1 }),
    result: on({ name: 'result', ...of, verdict: verdict('match', []), left: 2 }),
    resultFaint: on({ name: 'result', ...of, verdict: verdict('unsure', ['FAINT']), left: 0 }),
    notPressed: on({ name: 'notPressed', authorization, k: 1, code: 'lidOpened' }),
    finished: on({ name: 'finished', authorization, executed: 4, granted: 4 }),
    stoppedPress: on({ name: 'stopped', code: 'PRESS_QUARANTINED', detail: 'tamper' }),
    stoppedFault: on({
      name: 'stopped',
      code: 'SOMETHING_NEW',
      detail: 'platen camera: no frame for 5000 ms',
    }),
    stoppedUnknown: on({ name: 'stopped', code: 'INTERNAL', detail: 'the press did not answer' }),
  };
}

// Every screen as a state of the machine: what stands on it stays on it, at the size of the touch screen, in both languages.
describe.skipIf(!existsSync(executable))('the touch screen at its size', { timeout: 180_000 }, () => {
  const complaints: string[] = [];
  beforeAll(async () => {
    const [built] = await buildWeb({ apps: ['web-kiosk'] });
    agent = await startBenchAgent(built?.dist ?? '');
    browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
    for (const n of [1, 2]) {
      const png = await drawPaper(n);
      agent.pictures.set(digestOf(png), png);
      if (n === 1) approved = digestOf(png);
      else frame = digestOf(png);
    }
  });
  afterAll(async () => {
    await browser?.close();
    await agent?.close();
  });

  it.for(['zh', 'en'] as const)('keeps words and buttons of every screen in sight (%s)', async (language) => {
    page = await browser.newPage({ viewport: size, locale: 'zh-CN' });
    page.on('pageerror', (e) => complaints.push(e.message));
    agent.show({});
    await page.goto(agent.url);
    await page.getByTestId('screen-idle').waitFor();
    if (language === 'en') await page.getByTestId('language').click();
    const found: string[] = [];
    for (const [name, state] of Object.entries(screens())) {
      agent.show(state);
      await page.locator(`[data-screen=${state.screen?.name ?? 'idle'}]`).waitFor();
      await page.locator('main').waitFor();
      if ('frame' in (state.screen ?? {})) await page.locator('.k-picture img').nth(1).waitFor();
      found.push(...(await outOfSight(page)).map((what) => `${name}: ${what}`));
      if (pictures) {
        mkdirSync(pictures, { recursive: true });
        await page.waitForTimeout(150);
        await page.screenshot({ path: join(pictures, `kiosk-${language}-${name}.png`) });
      }
    }
    // What somebody opens by himself: the record of a refill.
    const refillers = ['陈文书', '周干事'].map((name, i) => ({ id: digestId(i), name }));
    agent.show({ ink: 0.12, inkLow: true, refillers });
    for (const [name, button] of [
      ['inkLow', null],
      ['refillWho', 'refill'],
      ['refillPin', 'refiller'],
    ] as const) {
      if (button) await page.getByTestId(button).first().click();
      else await page.locator('.k-ink').waitFor();
      found.push(...(await outOfSight(page)).map((what) => `${name}: ${what}`));
      if (pictures) await page.screenshot({ path: join(pictures, `kiosk-${language}-${name}.png`) });
    }
    await page.getByTestId('pin-pad').waitFor();
    await page.close();
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

const digestId = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;

/** Buttons outside the screen or cut off, and anything that makes the screen scroll sideways. */
async function outOfSight(on: Page): Promise<string[]> {
  return await on.evaluate(() => {
    const found: string[] = [];
    const { innerWidth, innerHeight } = window;
    if (document.documentElement.scrollWidth > innerWidth) found.push('scrolls sideways');
    for (const button of document.querySelectorAll('button')) {
      const r = button.getBoundingClientRect();
      const words = button.textContent ?? '';
      if (r.right > innerWidth + 1 || r.left < -1) found.push(`beside the screen: ${words}`);
      if (r.bottom > innerHeight + 1 && !button.closest('.k-idle')) found.push(`below the screen: ${words}`);
      if (button.scrollWidth > button.clientWidth + 1) found.push(`cut off: ${words}`);
    }
    for (const element of document.querySelectorAll('h1, p, dd, li, b, .h-tag')) {
      const r = element.getBoundingClientRect();
      if (r.right > innerWidth + 1) found.push(`words beside the screen: ${element.textContent}`);
      if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline')
        found.push(`words cut off: ${element.textContent}`);
    }
    return found;
  });
}

async function drawPaper(n: number): Promise<Uint8Array> {
  const paper = await browser.newPage({ viewport: { width: 827, height: 1170 } });
  await paper.setContent(
    `<body style="margin:90px;font:22px/2 serif;background:${n === 1 ? '#fff' : '#f3f0ea'}"><h1 style="text-align:center">土地承包经营权流转合同</h1>${'<p>甲方：石桥村股份经济合作社　乙方：陈大林。流转面积三亩，期限五年，租金每年人民币叁仟陆佰元整。</p>'.repeat(6)}</body>`,
  );
  const png = await paper.screenshot();
  await paper.close();
  return new Uint8Array(png);
}
