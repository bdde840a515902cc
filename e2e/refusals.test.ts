import { readTruthOf } from '@hufu/machine';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Device, kioskSize, openBrowser, openDevice, phoneLink, phoneSize } from './browser.ts';
import { comeToPaper, layPaper, leaveJob } from './hands.ts';
import { type FiledPaper, type Office, openOffice } from './office.ts';
import { openTownship } from './township.ts';

// What Hufu must refuse, tried by hand in a browser: wrong papers at the machine, wrong people on the phone.
describe('refusals', () => {
  let demo: Awaited<ReturnType<typeof openTownship>>;
  let browser: Browser;
  let office: Office;
  let kiosk: Device;
  let filed: FiledPaper;
  const impressions = async () => (await readTruthOf(demo.machines[0]?.simDir ?? '')).length;

  beforeAll(async () => {
    demo = await openTownship(32_480);
    browser = await openBrowser();
    office = openOffice(demo);
    kiosk = await openDevice(browser, demo.machines[0]?.kioskUrl ?? '', kioskSize);
    filed = await office.file('refusals');
    await office.approve(filed.request.id);
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.close();
  });

  it.each([
    ['otherPage', 'swapped paper'],
    ['digit', 'changed digit'],
    ['placeBlank', 'blank sheet'],
  ])('refuses at the machine, with the reason on the screen: %s (%s)', async (how) => {
    await comeToPaper(kiosk, filed.request.number);
    await layPaper(kiosk, how);
    await kiosk.see('screen-refused', 90_000);
    await kiosk.see('picture-approved');
    await kiosk.see('picture-frame');
    await kiosk.look(`kiosk-refused-${how}`);
    await leaveJob(kiosk);
    expect(await impressions()).toBe(0);
  });

  it('I7 refuses an approver who files, keeps or stamps the same paper', async () => {
    const custodian = await openDevice(browser, await phoneLink(demo, 'custodian'), phoneSize);
    const own = await office.file('i7');
    await custodian.page.getByTestId('request-card').first().click();
    await custodian.see('facts');
    expect(await custodian.page.getByTestId('action-approve').count()).toBe(0);
    // A client of his own making gets no further: the server names the rule.
    await expect(office.approve(own.request.id, 'custodian')).rejects.toMatchObject({
      code: expect.stringMatching(/^(FORBIDDEN|SIGNER_LACKS_ROLE|DUTIES_NOT_SEPARATED)$/),
    });
    await custodian.close();
  });

  it('tells the custodian why the approver said no', async () => {
    const paper = await office.file('rejected');
    const secretary = await openDevice(browser, await phoneLink(demo, 'secretary'), phoneSize);
    await secretary.page
      .getByTestId('waiting-list')
      .locator(`[data-testid=request-card]`, { hasText: paper.request.number })
      .or(secretary.page.getByTestId('waiting-list').getByTestId('request-card'))
      .first()
      .click();
    await secretary.tap('action-reject');
    await secretary.page.getByText('材料不齐，请补齐后再报').click();
    await secretary.tap('reason-next');
    await secretary.tap('pin-done');
    await secretary.page.getByText('没有同意').first().waitFor();
    const custodian = await openDevice(browser, await phoneLink(demo, 'custodian'), phoneSize);
    await custodian.page.getByText('未同意').first().waitFor();
    await custodian.page.getByText('未同意').first().click();
    await custodian.page.getByText('材料不齐').first().waitFor();
    await custodian.look('phone-rejected');
    await secretary.close();
    await custodian.close();
  });

  it('explains a forbidden matter and says where to go instead', async () => {
    const custodian = await openDevice(browser, await phoneLink(demo, 'custodian'), phoneSize);
    await custodian.tap('new-request');
    await custodian.page.getByPlaceholder('说一下要办的事').fill('证明李四和李小四是父子关系');
    await custodian.see('matter-forbidden');
    await custodian.page.getByTestId('matter-forbidden').getByText('民发〔2020〕20号').first().waitFor();
    expect(await custodian.page.getByTestId('next-step').isDisabled()).toBe(true);
    await custodian.look('phone-forbidden');
    await custodian.close();
  });
});
