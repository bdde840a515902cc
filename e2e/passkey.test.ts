import { fromBase64url, type Roster, toBase64url, valueOrThrow } from '@hufu/contract';
import { encodePayload, parseSigned, payloadDigest } from '@hufu/statement';
import type { Browser, CDPSession } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signRoster } from '../apps/cli/src/demo/rosters.ts';
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
import { openOffice } from './office.ts';
import { openTownship } from './township.ts';

// A passkey from its first day: made on the phone, put into the roster by the root holders, used to sign in and to approve.
describe('a passkey', () => {
  let demo: Awaited<ReturnType<typeof openTownship>>;
  let browser: Browser;
  let phone: Device;
  let login = '';
  let authenticator: Authenticator;

  beforeAll(async () => {
    demo = await openTownship(37_480);
    browser = await openBrowser();
    login = `${demo.machines[0]?.village.village.key}-secretary`;
    phone = await openDevice(browser, await phoneLink(demo, 'secretary'), phoneSize);
    await phone.see('waiting-list');
    authenticator = await giveAuthenticator(phone);
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.close();
  });

  it('is made on the phone and waits for the roster', async () => {
    await phone.page.goto(`${demo.httpUrl}/m/#/keys`);
    const proposed = phone.page.waitForRequest((r) => r.url().endsWith('/api/session/propose-key'));
    await phone.tap('new-passkey');
    const { key } = (await proposed).postDataJSON() as { key: string };
    await phone.page.getByTestId('held-key').nth(1).waitFor();
    expect(await phone.page.getByTestId('held-keys').textContent()).toContain('等村里登记');
    await phone.look('passkey-proposed');

    await enrol(fromBase64url(key));
    await phone.page.reload();
    await phone.page.getByTestId('held-key').nth(1).waitFor();
    expect(await phone.page.getByTestId('held-keys').textContent()).not.toContain('等村里登记');
  });

  it('signs its holder in without a password', async () => {
    await phone.page.goto(`${demo.httpUrl}/m/#/settings`);
    await phone.tap('log-out');
    await phone.see('log-in');
    await phone.page.getByText('演示系统').waitFor();
    await phone.page.locator('input[name=username]').fill(login);
    await phone.look('passkey-login');
    await phone.tap('log-in-passkey');
    await phone.see('log-out');
    await phone.page.goto(`${demo.httpUrl}/m/#/home`);
    await phone.see('waiting-list');
  });

  it('signs an approval that the machine obeys', async () => {
    const office = openOffice(demo);
    const filed = await office.file('passkey');
    await phone.page.getByTestId('waiting-list').getByTestId('request-card').first().click();
    await phone.tap('read-next');
    await phone.page.locator('.h-zoom img').waitFor();
    await phone.tap('close-viewer');
    await phone.tap('action-approve');
    // The strongest key of the phone is offered first.
    await phone.see('sign-passkey');
    await phone.look('passkey-approve');
    await phone.tap('sign-passkey');
    await phone.see('progress');
    const view = await (await office.session('secretary')).api.sealUse.getRequest({ id: filed.request.id });
    expect(view.statements.find((s) => s.type === 'authorization')?.signers.map((s) => s.keyKind)).toEqual([
      'passkey',
    ]);

    const kiosk = await openDevice(browser, demo.machines[0]?.kioskUrl ?? '', kioskSize);
    await comeToPaper(kiosk, filed.request.number);
    await layPaper(kiosk, 'none');
    await pressAndFinish(kiosk);
    await phone.page.getByText('已办结').first().waitFor({ timeout: 60_000 });
    await phone.look('passkey-finished');
    expect([...phone.complaints, ...kiosk.complaints]).toEqual([]);
  });

  it('signs on a second phone of its holder, to which the maker carried it over', async () => {
    const second = await openDevice(browser, `${demo.httpUrl}/m/`, phoneSize);
    await carryOver(authenticator, await giveAuthenticator(second));
    await second.page.reload();
    await second.page.locator('input[name=username]').fill(login);
    await second.tap('log-in-passkey');
    await second.see('waiting-list');
    await second.page.goto(`${demo.httpUrl}/m/#/keys`);
    await second.see('held-key');
    expect(await second.page.getByTestId('held-keys').textContent()).not.toContain('等村里登记');
    await second.look('passkey-second-phone');

    // It signs there: any one member of the roster may lock the machine (F45).
    const kiosk = await openDevice(browser, demo.machines[0]?.kioskUrl ?? '', kioskSize);
    // The inspector's page is open all the while and follows by itself.
    const desk = await openDevice(browser, deskLink(demo, 'inspector'), deskSize);
    await desk.page.goto(`${demo.httpUrl}/desk/#/machines`);
    await desk.see('machine');
    await second.page.goto(`${demo.httpUrl}/m/#/settings`);
    await second.tap('my-machines');
    const machine = second.page.getByTestId('machine').filter({ hasText: '在线' });
    await machine.getByTestId('lock-machine').click();
    await second.page.getByText('怀疑有人偷盖').click();
    await second.tap('lock-next');
    await second.tap('sign-passkey');
    await second.page.locator('[data-testid=lock-stage][data-stage=locked]').waitFor({ timeout: 60_000 });
    await second.look('machine-locked-phone');
    await kiosk.page.locator('[data-testid=screen-locked][data-lock=lockedDown]').waitFor();
    await kiosk.look('machine-locked-kiosk');
    await desk.page.getByTestId('machine').getByText('怀疑有人偷盖').waitFor();
    await desk.look('machine-locked-desk');
    // What can no longer be kept up says so, and what was last known stays.
    await desk.page.route('**/list-machines*', (route) => route.abort());
    await desk.see('stale');
    await desk.page.getByTestId('machine').getByText('怀疑有人偷盖').waitFor();
    await desk.look('machine-stale-desk');
    expect([...second.complaints, ...kiosk.complaints, ...desk.complaints]).toEqual([]);
    for (const device of [second, kiosk, desk]) await device.close();
  });

  it('signs in nobody whose device does not hold it', async () => {
    const stranger = await openDevice(browser, `${demo.httpUrl}/m/`, phoneSize);
    await giveAuthenticator(stranger);
    await stranger.page.reload();
    await stranger.page.locator('input[name=username]').fill(login);
    await stranger.tap('log-in-passkey');
    await stranger.page.locator('.h-notice').waitFor();
    expect(await stranger.page.getByTestId('waiting-list').count()).toBe(0);
    await stranger.close();
  });

  /** Two of the three root holders sign the next roster with the key in it; the secretary brings it to the server. */
  async function enrol(key: Uint8Array): Promise<void> {
    const village = demo.machines[0]?.village;
    const present = village?.rosters.at(-1)?.roster;
    if (!village || !present) throw new Error('no roster');
    const at = Date.now();
    const next: Roster = {
      ...present,
      version: present.version + 1,
      previous: payloadDigest(encodePayload(present)),
      at,
      people: present.people.map((p) =>
        p.roles.includes('approver') && p.name === secretaryName(village)
          ? {
              ...p,
              keys: [
                ...p.keys,
                {
                  key,
                  kind: 'passkey' as const,
                  since: at,
                  until: null,
                  waived: '换手机，两位根钥匙持有人当面重新绑定',
                },
              ],
            }
          : p,
      ),
    };
    const cose = await signRoster(next, village.secrets);
    expect(valueOrThrow(parseSigned(cose)).payload).toMatchObject({ type: 'roster' });
    const { api } = await openOffice(demo).session('secretary');
    await api.custody.publishRoster({ statement: toBase64url(cose) });
  }
});

type Village = Awaited<ReturnType<typeof openTownship>>['machines'][number]['village'];

function secretaryName(village: Village): string {
  return village.village.people.find((p) => p.duty === 'secretary')?.name ?? '';
}

/** Chromium's own virtual authenticator: a platform one with a finger that is always right. */
async function giveAuthenticator(device: Device): Promise<Authenticator> {
  const cdp = await device.context.newCDPSession(device.page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, authenticatorId };
}

/** What the maker of the phones does: the passkeys of one are on the other. */
async function carryOver(from: Authenticator, to: Authenticator): Promise<void> {
  const { authenticatorId } = from;
  const { credentials } = await from.cdp.send('WebAuthn.getCredentials', { authenticatorId });
  for (const credential of credentials)
    await to.cdp.send('WebAuthn.addCredential', { authenticatorId: to.authenticatorId, credential });
}

interface Authenticator {
  readonly cdp: CDPSession;
  readonly authenticatorId: string;
}
