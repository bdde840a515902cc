import { fromBase64url, valueOrThrow } from '@hufu/contract';
import { parseSigned, verifyApproval } from '@hufu/statement';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { idOf } from './bench-village.ts';
import { fileOne, hasChromium, openPhone, type Phone } from './phone-in-chromium.ts';

// Emergency use (F47) and remote confirmation (F18) on the phone, against a server of fixed answers.
describe.skipIf(!hasChromium)('the phone in an emergency', { timeout: 120_000 }, () => {
  let phone: Phone;
  beforeAll(async () => {
    phone = await openPhone();
  });
  afterAll(async () => await phone?.close());
  beforeEach(async () => await phone.fresh());

  const readAll = async () => {
    const { page, tap } = phone;
    await tap('open-page-0');
    await page.locator('.h-zoom img').waitFor();
    await tap('next-page');
    await page.locator('.h-zoom img').waitFor();
    await tap('close-viewer');
  };
  const signed = (n: number) => {
    const sent = phone.server.received.filter((r) => r.operation === 'seal-use/approve-request')[n];
    return valueOrThrow(parseSigned(fromBase64url(String(sent?.body.statement))));
  };

  it('lets a reviewer begin with a reason and an approver sign the same bytes, each after reading', async () => {
    const { page, server, papers, complaints, tap, look } = phone;
    const { id } = await fileOne(server, papers);
    await page.goto(server.handOver('reviewer'));
    await page.locator('.m-tabs').waitFor();
    await page.goto(`${server.url}/m/#/request/${id}`);
    await page.getByTestId('action-emergency').waitFor();
    expect(await page.getByTestId('action-emergency').isDisabled()).toBe(true);
    await look('emergency-request');
    await readAll();
    await tap('action-emergency');
    await page.getByText('书记、主任都联系不上').click();
    await look('emergency-reason');
    await tap('reason-next');
    await page.getByTestId('pin-pad').waitFor();
    await look('emergency-sign');
    await tap('pin-done');
    await page.getByTestId('emergency-notice').waitFor();
    await look('emergency-waits');
    expect(verifyApproval(signed(0), server.village.roster, { now: Date.now() })).toMatchObject({
      code: 'QUORUM_MISSING',
    });

    await page.goto('about:blank');
    await page.goto(server.handOver('director'));
    await page.getByTestId('waiting-list').getByTestId('request-card').first().click();
    await page.getByTestId('emergency-notice').waitFor();
    await readAll();
    await tap('action-approve');
    await page.getByTestId('emergency-reason').waitFor();
    // Whatever is said above it: nobody has to look for the button.
    const verb = await page.getByTestId('pin-done').boundingBox();
    expect((verb?.y ?? 0) + (verb?.height ?? 0)).toBeLessThanOrEqual(page.viewportSize()?.height ?? 0);
    await look('emergency-second');
    await tap('pin-done');
    await page.getByTestId('progress').waitFor();
    const verified = valueOrThrow(verifyApproval(signed(1), server.village.roster, { now: Date.now() }));
    expect(verified.authorization).toMatchObject({
      mode: 'emergency',
      emergency: { reason: '书记、主任都联系不上' },
    });
    expect([...verified.approvers].sort()).toEqual([idOf(13), idOf(14)]);
    expect(verified.authorization.validTo - verified.authorization.validFrom).toBe(4 * 3_600_000);
    expect(complaints).toEqual([]);
  });

  it('lets the approver demand that he sees each paper before it is pressed', async () => {
    const { page, server, papers, tap, look } = phone;
    await fileOne(server, papers);
    await page.goto(server.handOver('secretary'));
    await page.getByTestId('waiting-list').getByTestId('request-card').first().click();
    await readAll();
    await tap('action-approve');
    await page.getByTestId('remote-confirm').check();
    await look('confirm-each');
    await tap('pin-done');
    await page.getByTestId('progress').waitFor();
    expect(signed(0).payload).toMatchObject({ mode: 'normal', remoteConfirm: true });
  });
});
