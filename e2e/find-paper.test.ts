import { readFileSync } from 'node:fs';
import { camera, type LayoutName } from '@hufu/paper-world';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKiosk } from '../apps/cli/src/actors/kiosk.ts';
import { stampAtMachine } from '../apps/cli/src/actors/stamping.ts';
import { demoStampPin } from '../apps/cli/src/demo/township.ts';
import { type Device, deskLink, deskSize, openBrowser, openDevice, phoneSize } from './browser.ts';
import { openOffice } from './office.ts';
import { openTownship } from './township.ts';

// Somebody holds a stamped paper and asks the inspector what it is (N3).
describe('a paper and its record', () => {
  let demo: Awaited<ReturnType<typeof openTownship>>;
  let browser: Browser;
  let desk: Device;
  /** A photo of an invented paper, as a phone takes it. */
  const photoOf = async (layout: LayoutName, seed: string) => {
    const village = demo.machines[0]?.village.place;
    if (!village) throw new Error('no machine');
    const paper = await demo.world.villagePaper({ layout, seed, village });
    const sheet = await demo.world.sheetFromPage(paper.pdf, 1, seed);
    return Buffer.from(await demo.world.photograph(sheet, camera('p', seed), seed));
  };
  const ask = async (photo: Buffer) => {
    await desk.page
      .getByTestId('lookup-file')
      .setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: photo });
    const answer = desk.page.locator(
      '[data-testid=lookup-found],[data-testid=lookup-none],[data-testid=lookup-similar]',
    );
    await answer.waitFor({ timeout: 90_000 });
    return await answer.getAttribute('data-testid');
  };

  beforeAll(async () => {
    demo = await openTownship(39_480);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.close();
  });

  it('leads from a photo to the record, and from a paper nobody stamped to a signed ‘no record’', async () => {
    const office = openOffice(demo);
    const paper = await office.file('find-paper');
    await office.approve(paper.request.id);
    const session = await office.session('custodian');
    const { authorization } = await session.api.sealUse.getRequest({ id: paper.request.id });
    const kiosk = openKiosk(demo.machines[0]?.kioskUrl ?? '');
    const digests = paper.document.pages.map((p) => p.digest);
    const run = await stampAtMachine(kiosk, {
      authorization: authorization?.id ?? '',
      digests,
      pin: demoStampPin,
    });
    expect(run.executed).toBe(1);

    desk = await openDevice(browser, deskLink(demo, 'inspector'), deskSize);
    await desk.page.goto(`${demo.httpUrl}/desk/#/lookup`);
    const photo = await photoOf('residence', 'find-paper');
    // It is taken into the index as soon as no machine is at work.
    await expect.poll(() => ask(photo), { timeout: 180_000, interval: 5_000 }).toBe('lookup-found');
    await desk.look('desk-lookup-found');
    await desk.page.setViewportSize(phoneSize);
    await desk.look('desk-lookup-found-narrow');
    await desk.page.setViewportSize(deskSize);
    const story = desk.page.locator(`a[href*="${paper.request.id}"]`).first();
    expect(await story.isVisible()).toBe(true);

    expect(await ask(await photoOf('loan', 'nobody'))).toBe('lookup-none');
    await desk.look('desk-lookup-none');
    const download = desk.page.waitForEvent('download');
    await desk.page.getByTestId('lookup-none').locator('button').click();
    const file = await (await download).path();
    expect(readFileSync(file, 'utf8')).toMatch(/^hufu no-record v1\n/);
    const verify = await openDevice(browser, `${demo.httpUrl}/verify/`, deskSize);
    const { policy } = await (await fetch(`${demo.httpUrl}/api/evidence/get-policy`)).json();
    await verify.page
      .getByTestId('policy-file')
      .setInputFiles({ name: 'trust.txt', mimeType: 'text/plain', buffer: Buffer.from(policy) });
    await verify.page.getByText('trust.txt').waitFor();
    await verify.page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'no-record.txt',
        mimeType: 'text/plain',
        buffer: readFileSync(file),
      });
    await verify.page.getByText('没有找到不等于纸是假的').first().waitFor();
    await verify.page.getByText('查无记录，签名属实').waitFor();
    await verify.look('verify-no-record');
    await verify.page.setViewportSize(phoneSize);
    await verify.look('verify-no-record-narrow');
    expect([...desk.complaints, ...verify.complaints]).toEqual([]);
  }, 300_000);
});
