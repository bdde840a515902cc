import { readTruthOf } from '@hufu/machine';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Device, kioskSize, openBrowser, openDevice, phoneLink, phoneSize } from './browser.ts';
import { comeToPaper, layPaper, pressAndFinish } from './hands.ts';
import { type Office, openOffice } from './office.ts';
import { openTownship } from './township.ts';

// What interrupts a stamping and how it goes on: a cable, a doubt, a change of mind.
describe('interruptions', () => {
  let demo: Awaited<ReturnType<typeof openTownship>>;
  let browser: Browser;
  let office: Office;
  let kiosk: Device;
  const impressions = async () => (await readTruthOf(demo.machines[0]?.simDir ?? '')).length;
  const phaseOf = async (id: string) =>
    (await (await office.session('custodian')).api.sealUse.getRequest({ id })).phase;
  const untilPhase = async (id: string, phase: string) => {
    await expect.poll(() => phaseOf(id), { timeout: 60_000, interval: 200 }).toBe(phase);
  };

  beforeAll(async () => {
    demo = await openTownship(33_480);
    browser = await openBrowser();
    office = openOffice(demo);
    kiosk = await openDevice(browser, demo.machines[0]?.kioskUrl ?? '', kioskSize);
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.close();
  });

  it('stamps without the network what was approved before, says so, and delivers the records afterwards', async () => {
    const paper = await office.file('offline');
    await office.approve(paper.request.id);
    await kiosk.page
      .locator(`[data-number="${paper.request.number}"][data-state=ready]`)
      .waitFor({ timeout: 60_000 });
    await kiosk.tap('sim-network');
    await kiosk.see('offline-banner');
    await comeToPaper(kiosk, paper.request.number);
    await layPaper(kiosk, 'none');
    await pressAndFinish(kiosk);
    await kiosk.look('kiosk-offline');
    await kiosk.tap('leave');
    expect(await impressions()).toBe(1);
    expect(await phaseOf(paper.request.id)).not.toBe('finished');
    await kiosk.tap('sim-network');
    await untilPhase(paper.request.id, 'finished');
  });

  it('presses an unsure paper only after the approver overruled the doubt for those very frames', async () => {
    const before = await impressions();
    const paper = await office.file('unsure');
    await office.approve(paper.request.id);
    await comeToPaper(kiosk, paper.request.number);
    await layPaper(kiosk, 'blur');
    await kiosk.see('screen-unsure', 90_000);
    await kiosk.look('kiosk-unsure');
    expect(await impressions()).toBe(before);
    const secretary = await openDevice(browser, await phoneLink(demo, 'secretary'), phoneSize);
    await secretary.page.getByTestId('waiting-list').getByTestId('request-card').first().click();
    await secretary.see('trials', 60_000);
    await secretary.look('phone-unsure');
    await secretary.tap('overrule');
    await secretary.page.locator('textarea').last().fill('照片有点糊，已当面核对原件，内容一致');
    await secretary.tap('reason-next');
    await secretary.tap('pin-done');
    await pressAndFinish(kiosk);
    await kiosk.tap('leave');
    expect(await impressions()).toBe(before + 1);
    await untilPhase(paper.request.id, 'finished');
    await secretary.close();
  });

  it('does not press what was withdrawn after the approval', async () => {
    const before = await impressions();
    const paper = await office.file('withdrawn');
    await office.approve(paper.request.id);
    const job = kiosk.page.locator(`[data-number="${paper.request.number}"]`);
    await job.getByTestId('start').waitFor({ timeout: 60_000 });
    const custodian = await openDevice(browser, await phoneLink(demo, 'custodian'), phoneSize);
    await custodian.page.getByTestId('request-card').filter({ hasText: '已批准' }).first().click();
    await custodian.tap('action-withdraw');
    await custodian.page.locator('textarea').last().fill('申请人不办了');
    await custodian.tap('reason-next');
    await custodian.tap('pin-done');
    await untilPhase(paper.request.id, 'withdrawn');
    // Within seconds nobody can begin it any more.
    await job.getByTestId('start').waitFor({ state: 'detached', timeout: 60_000 });
    expect(await impressions()).toBe(before);
    await kiosk.look('kiosk-withdrawn');
    await custodian.close();
  });
});
