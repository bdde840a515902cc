import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64url, valueOrThrow } from '@hufu/contract';
import { parseSigned, signStatement, verifyApproval, verifySigners } from '@hufu/statement';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildWeb } from '../../../tools/build-web.mjs';
import { buildRequest } from '../src/filing/build-request.ts';
import { newDraft, pagesOf, proposeMarks } from '../src/filing/draft.ts';
import { newId } from '../src/new-id.ts';
import { matters, pageOf, type StubServer, startStubServer } from './stub-server.ts';
import { hexOf, idOf, village } from './stub-village.ts';

const executable = process.env.HUFU_CHROMIUM || '/usr/bin/chromium';
const phone = { width: 360, height: 780 };
/** Set to a folder to get a picture of every screen. */
const pictures = process.env.HUFU_SCREENS;

// The screens of the phone against a server of fixed answers; the real one is met in e2e/.
describe.skipIf(!existsSync(executable))('the phone', { timeout: 120_000 }, () => {
  let browser: Browser;
  let server: StubServer;
  let context: BrowserContext;
  let page: Page;
  const papers: Uint8Array[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    const [built] = await buildWeb({ apps: ['web-mobile'] });
    browser = await chromium.launch({
      executablePath: executable,
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
    });
    server = await startStubServer(built?.dist ?? '');
    for (const n of [1, 2]) papers.push(await drawPaper(browser, n));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  beforeEach(async () => {
    await context?.close();
    context = await browser.newContext({
      viewport: phone,
      hasTouch: true,
      locale: 'zh-CN',
      deviceScaleFactor: 2,
    });
    page = await context.newPage();
    complaints.length = 0;
    // A refused call shows in the console by itself; everything else there is a fault of ours.
    page.on(
      'console',
      (m) =>
        m.type() === 'error' && !m.text().includes('Failed to load resource') && complaints.push(m.text()),
    );
    page.on('pageerror', (e) => complaints.push(e.message));
    page.on(
      'request',
      (r) => !r.url().startsWith(server.url) && !r.url().startsWith('blob:') && complaints.push(r.url()),
    );
    server.down.clear();
    server.received.length = 0;
    server.requests.clear();
    server.isExpired = false;
    server.nextPages = papers;
    for (const p of papers) server.blobs.set(hexOf(p), p);
  });

  const look = async (name: string) => {
    if (!pictures) return;
    mkdirSync(pictures, { recursive: true });
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(pictures, `${name}-360.png`) });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.waitForTimeout(200);
    await page.screenshot({ path: join(pictures, `${name}-1440.png`) });
    await page.setViewportSize(phone);
  };
  const tap = (testId: string) => page.getByTestId(testId).first().click();

  it('files a request in one question per screen, signed with the custodian’s own key', async () => {
    await page.goto(server.handOver('custodian'));
    await page.getByTestId('new-request').waitFor();
    expect(page.url()).not.toContain('demo=');
    await look('home-custodian');
    await tap('new-request');
    await page.getByPlaceholder('说一下要办的事').fill('婚姻状况');
    await page.getByTestId('matter-forbidden').getByText('县民政局').waitFor();
    await look('matter-forbidden');
    await page.getByPlaceholder('说一下要办的事').fill('');
    await tap('next-step');
    await page.getByText('请先选一件事').waitFor();
    await tap('matter-land-lease');
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

  it('lets the approver sign only after every page was opened, and signs exactly what he saw', async () => {
    const detail = await fileOne(server, papers);
    await page.goto(server.handOver('secretary'));
    await page.getByTestId('request-card').first().waitFor();
    await look('home-approver');
    await page.getByTestId('waiting-list').getByTestId('request-card').first().click();
    await page.locator('[data-testid=page] img').nth(1).waitFor();
    await look('request-approver');
    expect(await page.getByTestId('action-approve').isDisabled()).toBe(true);
    await tap('open-page-0');
    await page.locator('.h-zoom img').waitFor();
    await page.locator('.h-zoom').dblclick();
    expect(await page.locator('.h-zoom').getAttribute('data-zoomed')).toBe('yes');
    await look('viewer');
    expect(await page.getByTestId('action-approve').isDisabled()).toBe(true);
    await tap('next-page');
    await page.locator('.h-zoom img').waitFor();
    await tap('close-viewer');
    await page.getByTestId('action-approve').click();
    await page.getByTestId('pin-pad').waitFor();
    await look('approve');
    await tap('pin-done');
    await page.getByTestId('progress').waitFor();
    await look('approved');
    const sent = server.received.find((r) => r.operation === 'seal-use/approve-request');
    const signed = valueOrThrow(parseSigned(fromBase64url(String(sent?.body.statement))));
    const verified = valueOrThrow(verifyApproval(signed, server.village.roster, { now: Date.now() }));
    expect(verified.approvers).toEqual([idOf(12)]);
    expect(verified.authorization.request).toBe(detail.id);
    expect(verified.authorization.pages.map((p) => Buffer.from(p.digest).toString('hex'))).toEqual(
      papers.map(hexOf),
    );
    expect(complaints).toEqual([]);
  });

  it('shows neither page nor approve button when the server shows another paper than was signed', async () => {
    await fileOne(server, papers);
    const [first = new Uint8Array(), second = new Uint8Array()] = papers;
    server.blobs.set(hexOf(first), second);
    await page.goto(server.handOver('secretary'));
    await page.getByTestId('waiting-list').getByTestId('request-card').first().click();
    await page.locator('[data-code=PAGE_IMAGE_ALTERED]').waitFor();
    await look('altered');
    await tap('open-page-1');
    await page.locator('.h-zoom img').waitFor();
    await tap('close-viewer');
    expect(await page.getByTestId('action-approve').isDisabled()).toBe(true);
  });

  it('refuses a request whose text the server changed after it was signed', async () => {
    const detail = await fileOne(server, papers);
    server.requests.set(detail.id, { ...detail, purpose: '流转三十亩水田' });
    await page.goto(server.handOver('secretary'));
    await page.getByTestId('waiting-list').getByTestId('request-card').first().click();
    await page.locator('[data-code=REQUEST_NOT_AS_SIGNED]').waitFor();
    expect(await page.getByTestId('action-approve').count()).toBe(0);
  });

  it('rejects with a reason', async () => {
    await fileOne(server, papers);
    await page.goto(server.handOver('secretary'));
    await page.getByTestId('waiting-list').getByTestId('request-card').first().click();
    await tap('action-reject');
    await page.getByText('材料不齐，请补齐后再报').click();
    await look('reject');
    await tap('reason-next');
    await tap('pin-done');
    await page.getByText('王建国没有同意').waitFor();
    await look('rejected');
  });

  it('keeps an approval that the network lost and delivers it once, under the same key', async () => {
    await fileOne(server, papers);
    server.down.add('seal-use/approve-request');
    await page.goto(server.handOver('secretary'));
    await page.getByTestId('waiting-list').getByTestId('request-card').first().click();
    await tap('open-page-0');
    await page.locator('.h-zoom img').waitFor();
    await tap('next-page');
    await page.locator('.h-zoom img').waitFor();
    await tap('close-viewer');
    await tap('action-approve');
    await tap('pin-done');
    await page.getByTestId('outbox-notice').waitFor();
    await look('waiting');
    await page.reload();
    await page.getByTestId('outbox-notice').waitFor();
    server.down.clear();
    await page.getByText('现在就送').click();
    await page.getByTestId('progress').waitFor();
    expect(await page.getByTestId('outbox-notice').count()).toBe(0);
    expect(server.received.filter((r) => r.operation === 'seal-use/approve-request')).toHaveLength(1);
  });

  it('keeps what was filled in when the session expires', async () => {
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

/** A request as the custodian would file it, already at the server. */
async function fileOne(server: StubServer, papers: readonly Uint8Array[]) {
  const [matter] = matters;
  if (!matter) throw new Error('no matter');
  const { custodian } = server.village.people;
  const pages = papers.map(pageOf);
  const blank = newDraft(newId(Date.now()), null);
  const document = {
    id: idOf(1),
    name: '',
    mediaType: '',
    sizeBytes: 1,
    state: 'ready' as const,
    progress: { done: 1, total: 1 },
    problem: null,
    pages,
  };
  const draft = {
    ...blank,
    documents: [document.id],
    seals: [idOf(20)],
    copies: 2,
    applicantName: '陈大林',
    applicantPhone: '13800000000',
    purpose: '流转三亩水田给清溪合作社种植',
    amountYuan: '3600',
  };
  const shown = pagesOf(draft, new Map([[document.id, document]]));
  const request = buildRequest(proposeMarks(draft, shown), {
    village,
    filer: custodian.person.id,
    stamper: custodian.person.id,
    matter,
    pages: shown,
    applicantPerson: null,
    now: Date.now(),
  });
  return server.file(await signStatement(request, [custodian.signer]));
}

/** A page of a contract as a picture of A4 at 200 dpi. */
async function drawPaper(browser: Browser, n: number): Promise<Uint8Array> {
  const page = await browser.newPage({ viewport: { width: 1654, height: 2339 } });
  await page.setContent(
    `<body style="margin:180px;font:44px/2 serif"><h1 style="text-align:center">土地承包经营权流转合同</h1><p>第 ${n} 页</p>${'<p>甲方：石桥村股份经济合作社　乙方：陈大林。流转面积三亩，期限五年，租金每年人民币叁仟陆佰元整。</p>'.repeat(7)}</body>`,
  );
  const png = await page.screenshot();
  await page.close();
  return new Uint8Array(png);
}
