import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hexOf, idOf } from './bench-village.ts';
import { authorizedOne, fileOne, hasChromium, openPhone, type Phone } from './phone-in-chromium.ts';

// English words are longer than Chinese ones: every screen once, at the width of a small phone in large type.
describe.skipIf(!hasChromium)('the phone in English', { timeout: 180_000 }, () => {
  let phone: Phone;
  const found: string[] = [];
  beforeAll(async () => {
    phone = await openPhone();
  });
  afterAll(async () => await phone?.close());

  const screen = async (name: string) => {
    found.push(...(await beside(phone.page)).map((what) => `${name}: ${what}`));
    await phone.look(`en-${name}`);
  };
  const enter = async (who: 'custodian' | 'secretary' | 'reviewer') => {
    // From another page: the app reads who it is for only when it starts.
    await phone.page.goto('about:blank');
    await phone.page.goto(phone.server.handOver(who));
    await phone.page.getByTestId('waiting-list').waitFor();
    await phone.page.evaluate(() => localStorage.setItem('hufu.language', 'en'));
    await phone.page.reload();
    await phone.page.getByTestId('waiting-list').waitFor();
  };

  it('keeps every word of filing beside no edge', async () => {
    await phone.fresh();
    const { page, server, tap } = phone;
    await page.goto(`${server.url}/m/`);
    await page.evaluate(() => localStorage.setItem('hufu.language', 'en'));
    server.loggedIn = null;
    await page.reload();
    await page.getByTestId('log-in').waitFor();
    await screen('login');
    await enter('custodian');
    await screen('home-custodian');
    await tap('new-request');
    await page.getByTestId('matter-land-lease').waitFor();
    await page.getByPlaceholder('Say what it is').fill('婚姻状况');
    await page.getByTestId('matter-forbidden').waitFor();
    await screen('matter-forbidden');
    await tap('another-matter');
    await screen('matter');
    await tap('matter-land-lease');
    await tap('next-step');
    await page.getByTestId('applicant-name').fill('王建国');
    await screen('applicant');
    await page.getByTestId('applicant-name').fill('陈大林');
    await tap('next-step');
    await page.locator('textarea').first().fill('流转三亩水田给清溪合作社种植');
    await screen('purpose');
    await tap('next-step');
    const chooser = page.waitForEvent('filechooser');
    await tap('choose-files');
    const file = { name: '流转合同.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') };
    await (await chooser).setFiles(file);
    await page.locator('[data-testid=thumb] img').nth(1).waitFor();
    await screen('material');
    await tap('next-step');
    await screen('seals');
    await tap('next-step');
    await page.getByTestId('mark').waitFor();
    await screen('places');
    await tap('next-step');
    await tap(`stamper-${idOf(11)}`);
    await screen('stamper');
    await tap('next-step');
    await tap('sign-request');
    await page.getByTestId('pin-pad').waitFor();
    await screen('sign');
    await tap('close-sheet');
    await screen('check');
  });

  it('keeps every word of deciding beside no edge', async () => {
    await phone.fresh();
    const { page, server, papers, tap } = phone;
    const open = () => page.getByTestId('request-card').first().click();
    await fileOne(server, papers);
    await enter('secretary');
    await screen('home-approver');
    await open();
    await page.locator('[data-testid=page] img').nth(1).waitFor();
    await screen('request');
    await page.getByTestId('actions').scrollIntoViewIfNeeded();
    await screen('request-foot');
    await tap('action-reject');
    await page.getByTestId('reason-next').waitFor();
    await screen('reject');
    await tap('close-sheet');
    await tap('open-page-0');
    await page.locator('.h-zoom img').waitFor();
    await screen('viewer');
    await tap('next-page');
    await page.locator('.h-zoom img').waitFor();
    await tap('close-viewer');
    await tap('action-approve');
    await page.getByTestId('pin-pad').waitFor();
    await screen('approve');
    await tap('pin-done');
    await page.getByTestId('progress').waitFor();
    await screen('approved');
  });

  it('keeps every word of what comes after beside no edge', async () => {
    await phone.fresh();
    const { page, server, papers, tap } = phone;
    const detail = await authorizedOne(server, papers);
    const [, frame = new Uint8Array()] = papers;
    const trial = {
      id: idOf(601),
      at: Date.now(),
      machine: '石桥村印章机',
      k: 0,
      page: 0,
      frame: hexOf(frame),
      verdict: { verdict: 'unsure' as const, confidence: 0.5, reasons: ['HANDWRITING_ADDED'], regions: [] },
      exceptionFor: { machine: 'ab'.repeat(32), nonce: 'AAECAwQFBgc', frames: [hexOf(frame)] },
    };
    server.requests.set(detail.id, { ...detail, trials: [trial] });
    await enter('secretary');
    await page.getByTestId('request-card').first().click();
    await page.getByTestId('trials').locator('img').nth(1).waitFor();
    await page.getByTestId('trials').scrollIntoViewIfNeeded();
    await screen('trials');
    await tap('overrule');
    await page.getByTestId('reason-next').waitFor();
    await screen('overrule');
    for (const part of ['all', 'settings', 'keys', 'machines']) {
      await page.goto(`${server.url}/m/#/${part}`);
      await page.locator('.m-content').waitFor();
      await page.waitForFunction(() => document.querySelector('.h-spinner') === null);
      await screen(part);
    }
    await tap('lock-machine');
    await screen('lock-why');
    await page.locator('.m-sheet .m-chip').first().click();
    await tap('lock-next');
    await page.getByTestId('pin-pad').waitFor();
    await screen('lock-confirm');
    await tap('pin-done');
    await page.locator('[data-stage=ordered]').waitFor();
    await screen('lock-ordered');
    server.machine = { ...server.machine, state: 'lockedDown' };
    server.send({ kind: 'machine', id: server.machine.id, state: 'lockedDown', at: Date.now() });
    await page.locator('[data-stage=locked]').waitFor();
    await screen('lock-locked');
    expect(found).toEqual([]);
    expect(phone.complaints).toEqual([]);
  });
});

/** What stands beside the screen or is cut off within its own box. */
async function beside(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const found: string[] = [];
    const isInScroller = (e: Element | null): boolean =>
      e !== null &&
      e !== document.documentElement &&
      (['auto', 'scroll'].includes(getComputedStyle(e).overflowX) || isInScroller(e.parentElement));
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`scrolls sideways by ${scrollWidth - clientWidth}`);
    for (const element of document.querySelectorAll('button, h1, h2, p, dd, dt, label, .h-tag, .m-chip')) {
      const r = element.getBoundingClientRect();
      if (r.width === 0 || element.closest('.h-hidden') || isInScroller(element.parentElement)) continue;
      const words = (element.textContent ?? '').slice(0, 60);
      if (r.right > clientWidth + 1 || r.left < -1) found.push(`beside the screen: ${words}`);
      else if (
        element.scrollWidth > element.clientWidth + 1 &&
        getComputedStyle(element).display !== 'inline'
      )
        found.push(`cut off: ${words}`);
    }
    return found;
  });
}
