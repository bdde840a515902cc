import { verifyPack } from '@hufu/evidence';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Device,
  deskLink,
  deskSize,
  kioskSize,
  openBrowser,
  openDevice,
  phoneLink,
  phoneSize,
} from './browser.ts';
import { comeToPaper, layPaper, pressAndFinish } from './hands.ts';
import { openTownship } from './township.ts';

// The story of a paper: filed and approved on two phones, stamped at the machine, looked at by an inspector, verified by an outsider.
describe('the story of a paper', () => {
  let demo: Awaited<ReturnType<typeof openTownship>>;
  let browser: Browser;
  const devices: Device[] = [];
  const open = async (url: string, size: { width: number; height: number }) => {
    const device = await openDevice(browser, url, size);
    devices.push(device);
    return device;
  };

  beforeAll(async () => {
    demo = await openTownship(31_480);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.close();
  });

  it('runs from the request to a proof that an outsider verifies', async () => {
    const [machine] = demo.machines;
    if (!machine) throw new Error('no machine');
    const paper = await demo.world.villagePaper({
      layout: 'residence',
      seed: 'story',
      village: machine.village.place,
    });

    // The custodian files a request on her phone.
    const custodian = await open(await phoneLink(demo, 'custodian'), phoneSize);
    await custodian.tap('new-request');
    await custodian.tap('matter-residence-certificate');
    await custodian.tap('next-step');
    await custodian.page
      .getByTestId('applicant-name')
      .locator('input')
      .or(custodian.page.locator('input[data-testid=applicant-name]'))
      .first()
      .fill('章小鱼');
    await custodian.tap('next-step');
    await custodian.page.locator('textarea').first().fill('子女上学用的居住情况说明');
    await custodian.tap('next-step');
    const chooser = custodian.page.waitForEvent('filechooser');
    await custodian.tap('choose-files');
    await (await chooser).setFiles({
      name: '居住情况说明.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from(paper.pdf),
    });
    await custodian.page.locator('[data-testid=thumb] img').first().waitFor();
    await custodian.look('phone-material');
    await custodian.tap('next-step');
    await custodian.see('seal-villageCommitteeSeal');
    await custodian.tap('next-step');
    await custodian.see('place-page');
    await custodian.tap('next-step');
    await custodian.page.locator('[data-testid^=stamper-]').first().click();
    await custodian.tap('next-step');
    await custodian.tap('sign-request');
    await custodian.tap('pin-done');
    await custodian.see('facts');
    await custodian.look('phone-filed');

    // The secretary reads the page and approves with his own key.
    const secretary = await open(await phoneLink(demo, 'secretary'), phoneSize);
    await secretary.page.getByTestId('waiting-list').getByTestId('request-card').first().click();
    await secretary.tap('open-page-0');
    await secretary.page.locator('.h-zoom img').waitFor();
    await secretary.look('phone-reading');
    await secretary.tap('close-viewer');
    await secretary.look('phone-approve');
    await secretary.tap('action-approve');
    await secretary.tap('pin-done');
    await secretary.see('progress');

    // At the machine.
    const office = await custodian.page.evaluate(async () =>
      (await fetch('/api/seal-use/list-requests')).json(),
    );
    const [request] = office.items;
    const kiosk = await open(machine.kioskUrl, kioskSize);
    await kiosk.look('kiosk-idle');
    await comeToPaper(kiosk, request.number);
    await kiosk.look('kiosk-place');
    await layPaper(kiosk, 'none');
    await kiosk.see('screen-confirm', 90_000);
    await kiosk.look('kiosk-confirm');
    await pressAndFinish(kiosk);
    await kiosk.look('kiosk-finished');
    await kiosk.tap('leave');

    // Both phones follow it live.
    await custodian.page.getByText('已办结').first().waitFor({ timeout: 60_000 });
    await custodian.see('results', 60_000);
    await custodian.look('phone-finished');

    // An inspector looks at the whole story.
    const desk = await open(deskLink(demo, 'inspector'), deskSize);
    await desk.page.getByText('用印登记簿').first().click();
    await desk.page.getByTestId('register-row').filter({ hasText: request.number }).first().click();
    await desk.see('compare', 60_000);
    await desk.look('desk-story');

    // An outsider verifies the pack on the verify page, and without any server.
    const receipt = await custodian.page.evaluate(
      async (id) => (await fetch(`/api/evidence/get-receipt?request=${id}`)).json(),
      request.id,
    );
    const pack = await packOf(
      `${demo.httpUrl}/api/evidence/get-pack?request=${request.id}&receipt=${encodeURIComponent(receipt.receipt)}`,
    );
    const verdict = await verifyPack(pack);
    expect(verdict.steps.filter((s) => !s.ok)).toEqual([]);
    expect(verdict.ok).toBe(true);
    const outsider = await open(`${demo.httpUrl}/verify/`, phoneSize);
    await outsider.page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'pack.zip', mimeType: 'application/zip', buffer: Buffer.from(pack) });
    await outsider.see('verdict', 60_000);
    await outsider.see('facts');
    await outsider.look('verify-amber');

    for (const device of devices) expect(device.complaints).toEqual([]);
  });
});

/** Pictures arrive a moment after the statements: the pack is whole then. */
async function packOf(url: string): Promise<Uint8Array> {
  for (let i = 0; ; i++) {
    const reply = await fetch(url);
    if (reply.ok) return new Uint8Array(await reply.arrayBuffer());
    if (i > 150) throw new Error(`no pack: ${await reply.text()}`);
    await new Promise((r) => setTimeout(r, 200));
  }
}
