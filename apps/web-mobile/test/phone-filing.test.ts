import { fromBase64url, valueOrThrow } from '@hufu/contract';
import { parseSigned, verifySigners } from '@hufu/statement';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { idOf } from './bench-village.ts';
import { fileOne, hasChromium, openPhone, type Phone } from './phone-in-chromium.ts';

// The screens of the phone against a server of fixed answers; the real one is met in e2e/.
describe.skipIf(!hasChromium)('the phone of a custodian', { timeout: 120_000 }, () => {
  let phone: Phone;
  beforeAll(async () => {
    phone = await openPhone();
  });
  afterAll(async () => await phone?.close());
  beforeEach(async () => await phone.fresh());

  it('files a request in one question per screen, signed with the custodian’s own key', async () => {
    const { page, server, complaints, tap, look } = phone;
    await page.goto(server.handOver('custodian'));
    await page.getByTestId('new-request').waitFor();
    expect(page.url()).not.toContain('demo=');
    await look('home-custodian');
    await tap('new-request');
    await page.getByPlaceholder('说一下要办的事').fill('婚姻状况');
    await page.getByTestId('matter-forbidden').getByText('县民政局').waitFor();
    await look('matter-forbidden');
    expect(await page.getByTestId('next-step').isDisabled()).toBe(true);
    await tap('another-matter');
    await tap('next-step');
    await page.getByText('请先选一件事').waitFor();
    await tap('matter-land-lease');
    // A matter chosen before does not carry a forbidden one past this question.
    await page.getByPlaceholder('说一下要办的事').fill('婚姻状况');
    await page.getByTestId('hold').getByText('这件事不能申请用印').waitFor();
    expect(await page.getByTestId('next-step').isDisabled()).toBe(true);
    await tap('another-matter');
    await look('matter');
    await tap('next-step');
    await page.getByTestId('applicant-name').fill('王建国');
    await page.getByText('不能由本人审批').waitFor();
    await page.getByTestId('applicant-name').fill('陈大林');
    await look('applicant');
    await tap('next-step');
    await page
      .getByTestId('purpose')
      .locator('textarea')
      .or(page.locator('textarea'))
      .first()
      .fill('流转三亩水田给清溪合作社种植');
    await page.getByLabel('金额').fill('12,345.60');
    await look('purpose');
    await tap('next-step');
    const chooser = page.waitForEvent('filechooser');
    await tap('choose-files');
    await (await chooser).setFiles({
      name: '流转合同.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.7'),
    });
    await page.locator('[data-testid=thumb] img').nth(1).waitFor();
    await look('material');
    // The draft outlives a reload.
    await page.reload();
    await page.locator('[data-testid=thumb] img').nth(1).waitFor();
    await tap('next-step');
    await look('seals');
    await page.locator('.adm-stepper-plus').click();
    await page.locator('.adm-stepper-plus').click();
    await tap('next-step');
    await page.getByTestId('mark').waitFor();
    await page.locator('[data-testid=place-page] img').click({ position: { x: 150, y: 300 } });
    await look('places');
    await tap('next-step');
    await tap(`stamper-${idOf(11)}`);
    await look('stamper');
    await tap('next-step');
    await tap('sign-request');
    await page.getByTestId('pin-pad').waitFor();
    await look('check');
    await tap('pin-done');
    await page.getByTestId('facts').waitFor();
    await look('filed');
    const sent = server.received.find((r) => r.operation === 'seal-use/file-request');
    const signed = valueOrThrow(parseSigned(fromBase64url(String(sent?.body.statement))));
    const signers = valueOrThrow(
      verifySigners(signed, server.village.roster, { times: [Date.now()], role: 'custodian' }),
    );
    expect(signers.map((s) => s.person.name)).toEqual(['沈阿芬']);
    expect(signed.payload).toMatchObject({
      type: 'request',
      applicant: { name: '陈大林', person: null },
      amountFen: 1234560,
      impressions: [{ pages: [1], copies: 3 }],
    });
    expect(complaints).toEqual([]);
  });

  it('keeps what was filled in when the session expires', async () => {
    const { page, server, tap, look } = phone;
    await page.goto(server.handOver('custodian'));
    await tap('new-request');
    await tap('matter-residence');
    await tap('next-step');
    await page.getByTestId('applicant-name').fill('陈大林');
    server.isExpired = true;
    server.send({ kind: 'document', id: idOf(1), state: 'ready', at: 1 });
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await page.getByText('登录已过期').waitFor();
    await look('expired');
    await page.getByLabel('密码').fill('demo');
    await tap('log-in');
    await expect.poll(() => page.getByTestId('log-in').count()).toBe(0);
    expect(await page.getByTestId('applicant-name').inputValue()).toBe('陈大林');
  });

  it('offers a way to read, in both languages, what keys are on this phone', async () => {
    const { page, server, complaints, tap, look } = phone;
    await page.goto(server.handOver('secretary'));
    await page.getByTestId('request-card').or(page.getByText('没有等您办理的事')).first().waitFor();
    await page.goto(`${server.url}/m/#/settings`);
    await tap('language-en');
    await page.getByText('My account').waitFor();
    await look('settings-en');
    await tap('language-zh');
    await look('settings');
    await tap('my-keys');
    await page.getByTestId('held-key').waitFor();
    await look('keys');
    await tap('new-browser-key');
    await page.getByTestId('pin-pad').waitFor();
    await look('new-key');
    expect(complaints).toEqual([]);
  });

  it('has no hit area below 60 pixels in elder mode and none below 44 otherwise', async () => {
    const { page, server, papers } = phone;
    await fileOne(server, papers);
    await page.goto(server.handOver('secretary'));
    await page.getByTestId('waiting-list').getByTestId('request-card').first().waitFor();
    const small = (least: number) =>
      page.evaluate(
        (px) =>
          [...document.querySelectorAll('button, a[href], input:not([type=checkbox])')]
            .map((e) => ({ box: e.getBoundingClientRect(), text: e.textContent ?? '' }))
            .filter(({ box }) => box.width > 0 && (box.height < px || box.width < px))
            .map(({ text, box }) => `${text} ${box.width}x${box.height}`),
        least,
      );
    expect(await small(59.5)).toEqual([]);
    await page.goto(`${server.url}/m/#/settings`);
    expect(await small(59.5)).toEqual([]);
    await page.locator('.adm-switch').first().click();
    expect(await small(43.5)).toEqual([]);
  });
});
