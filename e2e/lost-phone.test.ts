import { fromBase64url, HufuError, valueOrThrow } from '@hufu/contract';
import { parseSigned } from '@hufu/statement';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKiosk } from '../apps/cli/src/actors/kiosk.ts';
import { portPlan } from '../apps/cli/src/demo/trust.ts';
import { type Device, openBrowser, openDevice, phoneLink, phoneSize } from './browser.ts';
import { openOffice } from './office.ts';
import { until } from './operator.ts';
import { openTownship } from './township.ts';

// The secretary's phone was stolen with its PIN, and the server's operator withholds what would stop it.
describe('a lost phone', () => {
  let demo: Awaited<ReturnType<typeof openTownship>>;
  let browser: Browser;
  let phone: Device;

  beforeAll(async () => {
    demo = await openTownship(38_480);
    browser = await openBrowser();
    phone = await openDevice(browser, await phoneLink(demo, 'secretary'), phoneSize);
    await phone.see('waiting-list');
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.close();
  });

  it('is revoked straight at the witnesses, and the machine refuses what its key approved', async () => {
    const office = openOffice(demo);
    const filed = await office.file('lost-phone');
    await office.approve(filed.request.id);
    const detail = await (await office.session('custodian')).api.sealUse.getRequest({ id: filed.request.id });
    const signed = valueOrThrow(parseSigned(fromBase64url(detail.authorization?.cose ?? '')));
    const id = signed.payload.type === 'authorization' ? signed.payload.id : '';
    const kiosk = openKiosk(demo.machines[0]?.kioskUrl ?? '');
    await kiosk.until('the job', (s) => s.jobs.some((j) => j.authorization === id && j.state === 'ready'));

    // From here on the server takes no revocation: the call does not arrive.
    await phone.page.route('**/api/custody/revoke', (route) => route.abort());
    const [, second] = portPlan(demo.secrets.firstPort).witness;
    await phone.page.route(`**:${second}/revocation`, (route) => route.abort());
    await phone.page.goto(`${demo.httpUrl}/m/#/keys`);
    await phone.page.getByTestId('revoke-key').first().waitFor();
    await phone.look('lost-phone-keys');
    await phone.tap('revoke-key');
    await phone.see('pin-pad');
    await phone.look('lost-phone-revoke');
    await phone.tap('pin-done');
    // One witness has it; to the other the page offers a way that needs neither the server nor its page.
    await phone.see('revoke-witnesses');
    await phone.page.getByText('已收到').waitFor();
    await phone.look('lost-phone-witnesses');
    const link = await phone.page.getByTestId('revoke-witnesses').locator('a').getAttribute('href');
    const own = await phone.context.newPage();
    await own.goto(link ?? '');
    await own.getByText('已收到，从现在起生效').waitFor();
    await own.close();

    for (const port of portPlan(demo.secrets.firstPort).witness) {
      const page = await (await fetch(`http://127.0.0.1:${port}/`)).text();
      expect(page).toMatch(/<td>2<\/td><td>1<\/td>/);
    }
    // The machine asks anew within minutes by itself; a power cut makes it ask at once.
    demo.machines[0]?.sim.kill();
    await kiosk.until('the power cut', (s) => s.freshUntil === null);
    await kiosk.until('new words', (s) => s.freshUntil !== null && s.lock === 'ready');
    // The controller may still be coming up: then it is asked again.
    const answer = await until('an answer to the press', async () => {
      const refused = await kiosk.press({ do: 'start', authorization: id }).then(
        () => 'obeyed',
        (error: unknown) => (error instanceof HufuError ? JSON.stringify(error.context) : String(error)),
      );
      return refused.includes('PRESS_BUSY') ? undefined : refused;
    });
    expect(answer).toContain('KEY_REVOKED');
    expect(phone.complaints).toEqual([]);
  });
});
