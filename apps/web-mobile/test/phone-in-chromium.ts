import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type RequestDetail, toBase64url, valueOrThrow } from '@hufu/contract';
import { signStatement } from '@hufu/statement';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { buildWeb } from '../../../tools/build-web.mjs';
import { buildAuthorization } from '../src/approval/build-authorization.ts';
import { buildRequest } from '../src/filing/build-request.ts';
import { newDraft, pagesOf, proposeMarks } from '../src/filing/draft.ts';
import { newId } from '../src/new-id.ts';
import { verifyRequest } from '../src/trust/verified-request.ts';
import { type BenchServer, startBenchServer } from './bench-server.ts';
import { machineOf, matters, pageOf } from './bench-views.ts';
import { hexOf, idOf, village } from './bench-village.ts';

const executable = process.env.HUFU_CHROMIUM || '/usr/bin/chromium';
/** Without Chromium these tests cannot run; `npm test` installs it. */
export const hasChromium = existsSync(executable);
const phone = { width: 360, height: 780 };
/** Set to a folder to get a picture of every screen. */
const pictures = process.env.HUFU_SCREENS;

/** A phone in Chromium before a server of fixed answers. */
export interface Phone {
  readonly page: Page;
  readonly server: BenchServer;
  readonly papers: readonly Uint8Array[];
  /** What the page complained of, and every address outside the server. */
  readonly complaints: string[];
  tap(testId: string): Promise<void>;
  /** Takes pictures of the screen at phone and desktop size, where somebody wants to look. */
  look(name: string): Promise<void>;
  fresh(): Promise<void>;
  close(): Promise<void>;
}

export async function openPhone(): Promise<Phone> {
  const [built] = await buildWeb({ apps: ['web-mobile'] });
  const browser = await chromium.launch({
    executablePath: executable,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
  });
  const server = await startBenchServer(built?.dist ?? '');
  const papers: Uint8Array[] = [];
  for (const n of [1, 2]) papers.push(await drawPaper(browser, n));
  const complaints: string[] = [];
  let context: BrowserContext | undefined;
  let page: Page | undefined;
  const onPage = () => {
    if (!page) throw new Error('fresh() comes first');
    return page;
  };
  return {
    server,
    papers,
    complaints,
    get page() {
      return onPage();
    },
    tap: (testId) => onPage().getByTestId(testId).first().click(),
    async look(name) {
      if (!pictures) return;
      mkdirSync(pictures, { recursive: true });
      await onPage().waitForTimeout(400);
      await onPage().screenshot({ path: join(pictures, `${name}-360.png`) });
      await onPage().setViewportSize({ width: 1440, height: 900 });
      await onPage().waitForTimeout(200);
      await onPage().screenshot({ path: join(pictures, `${name}-1440.png`) });
      await onPage().setViewportSize(phone);
    },
    async fresh() {
      await context?.close();
      context = await browser.newContext({
        viewport: phone,
        hasTouch: true,
        locale: 'zh-CN',
        deviceScaleFactor: 2,
      });
      page = await context.newPage();
      page.on('console', (m) => {
        // A refused call shows in the console by itself; everything else there is a fault of ours.
        if (m.type() === 'error' && !m.text().includes('Failed to load resource')) complaints.push(m.text());
      });
      page.on('pageerror', (e) => complaints.push(e.message));
      page.on('request', (r) => {
        if (!r.url().startsWith(server.url) && !r.url().startsWith('blob:')) complaints.push(r.url());
      });
      complaints.length = 0;
      server.down.clear();
      server.received.length = 0;
      server.requests.clear();
      server.isExpired = false;
      server.machine = machineOf(server.village);
      server.nextPages = papers;
      for (const p of papers) server.blobs.set(hexOf(p), p);
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** A request as the custodian would file it, already at the server. */
export async function fileOne(
  server: BenchServer,
  papers: readonly Uint8Array[],
  applicant: { applicantName: string; person: string | null } = { applicantName: '陈大林', person: null },
) {
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
    applicantName: applicant.applicantName,
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
    applicantPerson: applicant.person,
    now: Date.now(),
  });
  return server.file(await signStatement(request, [custodian.signer]));
}

/** The same, approved by the secretary: authorization number 300. */
export async function authorizedOne(
  server: BenchServer,
  papers: readonly Uint8Array[],
): Promise<RequestDetail> {
  const detail = await fileOne(server, papers);
  const { roster, people } = server.village;
  const verified = valueOrThrow(verifyRequest(detail, roster));
  const terms = { id: idOf(300), now: Date.now(), validityHours: 24 };
  const cose = await signStatement(buildAuthorization(verified, roster, terms), [people.secretary.signer]);
  const authorization = { ...detail.requestStatement, type: 'authorization', cose: toBase64url(cose) };
  const authorized: RequestDetail = { ...detail, phase: 'authorized', approvers: ['王建国'], authorization };
  server.requests.set(detail.id, authorized);
  return authorized;
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
