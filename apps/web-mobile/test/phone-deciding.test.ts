import { fromBase64url, valueOrThrow } from '@hufu/contract';
import { parseSigned, verifyApproval } from '@hufu/statement';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hexOf, idOf } from './bench-village.ts';
import { authorizedOne, fileOne, hasChromium, openPhone, type Phone } from './phone-in-chromium.ts';

// The screens of the phone against a server of fixed answers; the real one is met in e2e/.
describe.skipIf(!hasChromium)('the phone of those who decide', { timeout: 120_000 }, () => {
  let phone: Phone;
  beforeAll(async () => {
    phone = await openPhone();
  });
  afterAll(async () => await phone?.close());
  beforeEach(async () => await phone.fresh());

  it('lets the approver sign only after every page was opened, and signs exactly what he saw', async () => {
    const { page, server, papers, complaints, tap, look } = phone;
    const detail = await fileOne(server, papers);
    await page.goto(server.handOver('secretary'));
    await page.getByTestId('request-card').first().waitFor();
    await look('home-approver');
    await page.getByTestId('waiting-list').getByTestId('request-card').first().waitFor();
    // What waits stands once, not among the recent ones too.
    await page.getByTestId('mine-list').getByText('近期没有其他').waitFor();
    expect(await page.getByTestId('request-card').count()).toBe(1);
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
    const { page, server, papers, tap, look } = phone;
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
    const { page, server, papers } = phone;
    const detail = await fileOne(server, papers);
    server.requests.set(detail.id, { ...detail, purpose: '流转三十亩水田' });
    await page.goto(server.handOver('secretary'));
    await page.getByTestId('waiting-list').getByTestId('request-card').first().click();
    await page.locator('[data-code=REQUEST_NOT_AS_SIGNED]').waitFor();
    expect(await page.getByTestId('action-approve').count()).toBe(0);
  });

  it('rejects with a reason', async () => {
    const { page, server, papers, tap, look } = phone;
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
    const { page, server, papers, tap, look } = phone;
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
    // The server's word may overtake its answer: the notice goes when the answer is here.
    await page.getByTestId('outbox-notice').waitFor({ state: 'detached' });
    expect(server.received.filter((r) => r.operation === 'seal-use/approve-request')).toHaveLength(1);
  });

  it('withdraws an approved request with the revocation that the machine obeys', async () => {
    const { page, server, papers, tap } = phone;
    const detail = await authorizedOne(server, papers);
    await page.goto(server.handOver('custodian'));
    await page.getByTestId('mine-list').getByTestId('request-card').first().click();
    await tap('action-withdraw');
    await page.getByText('机器不再盖章').waitFor();
    await page.getByText('村民不办了').click();
    await tap('reason-next');
    await tap('pin-done');
    await page.getByText('已撤回').first().waitFor();
    const sent = server.received.find((r) => r.operation === 'seal-use/withdraw-request');
    const payloads = [sent?.body.statement, sent?.body.revocation].map(
      (text) => valueOrThrow(parseSigned(fromBase64url(String(text)))).payload,
    );
    expect(payloads).toMatchObject([
      { type: 'withdrawal', request: detail.id, reason: '村民不办了' },
      { type: 'revocation', what: { kind: 'authorization', authorization: idOf(300) } },
    ]);
  });

  it('shows an unsure paper beside the approved one and overrules it for those frames only', async () => {
    const { page, server, papers, tap, look } = phone;
    const detail = await authorizedOne(server, papers);
    const [approved = new Uint8Array(), frame = new Uint8Array()] = papers;
    const bound = { machine: 'ab'.repeat(32), nonce: 'AAECAwQFBgc', frames: [hexOf(frame)] };
    const trial = (n: number, verdict: 'unsure' | 'mismatch', exceptionFor: typeof bound | null) => ({
      id: idOf(600 + n),
      at: Date.now(),
      machine: '石桥村印章机',
      k: 0,
      page: 0,
      frame: hexOf(frame),
      verdict: {
        verdict,
        confidence: 0.5,
        reasons: ['TEXT_CHANGED'],
        regions: [
          {
            page: 0,
            box: [200, 700, 500, 90] as [number, number, number, number],
            kind: 'changed',
            before: null,
            after: null,
          },
        ],
      },
      exceptionFor,
    });
    server.requests.set(detail.id, {
      ...detail,
      trials: [trial(1, 'mismatch', null), trial(2, 'unsure', bound)],
    });
    expect(detail.pageList[0]?.digest).toBe(hexOf(approved));
    await page.goto(server.handOver('secretary'));
    await page.getByTestId('mine-list').getByTestId('request-card').first().click();
    await page.getByTestId('trials').locator('img').nth(3).waitFor();
    // I8: only the unsure one has the button.
    expect(await page.getByTestId('overrule').count()).toBe(1);
    await page.getByTestId('trials').scrollIntoViewIfNeeded();
    await look('trials');
    await tap('overrule');
    await page.getByText('只是多了手写签名').click();
    await tap('reason-next');
    await tap('pin-done');
    await expect.poll(() => server.received.length).toBeGreaterThan(0);
    const sent = server.received.find((r) => r.operation === 'seal-use/overrule-unsure');
    const signed = valueOrThrow(parseSigned(fromBase64url(String(sent?.body.statement))));
    expect(signed.payload).toMatchObject({
      type: 'exception',
      authorization: idOf(300),
      k: 0,
      reason: '只是多了手写签名',
    });
    const { frames, machine, nonce } =
      signed.payload.type === 'exception' ? signed.payload : { frames: [], machine: null, nonce: null };
    expect(frames.map((f) => Buffer.from(f).toString('hex'))).toEqual(bound.frames);
    expect(Buffer.from(machine ?? []).toString('hex')).toBe(bound.machine);
    expect(Buffer.from(nonce ?? []).toString('base64url')).toBe(bound.nonce);
  });

  it('takes the opinion of the supervision committee', async () => {
    const { page, server, papers, tap, look } = phone;
    const detail = await fileOne(server, papers);
    server.requests.set(detail.id, { ...detail, phase: 'underReview' });
    await page.goto(server.handOver('reviewer'));
    await page.getByTestId('waiting-list').getByTestId('request-card').first().click();
    await page.getByTestId('action-objection').click();
    await page.getByText('经办人应当回避').click();
    await look('review');
    await tap('reason-next');
    await tap('pin-done');
    await expect.poll(() => server.received.length).toBeGreaterThan(0);
    const signed = valueOrThrow(parseSigned(fromBase64url(String(server.received[0]?.body.statement))));
    expect(signed.payload).toMatchObject({
      type: 'review',
      opinion: 'objection',
      by: idOf(14),
      request: detail.id,
    });
  });

  it('tells an approver who stands in another duty why he may not approve (I7)', async () => {
    const { page, server, papers, tap, look } = phone;
    await fileOne(server, papers, { applicantName: '王建国', person: idOf(12) });
    await page.goto(server.handOver('secretary'));
    await page.getByTestId('waiting-list').getByTestId('request-card').first().click();
    for (const i of papers.keys()) {
      await tap(`open-page-${i}`);
      await page.locator('.h-zoom img').waitFor();
      await tap('close-viewer');
    }
    await tap('action-approve');
    await page.locator('[data-code=DUTIES_NOT_SEPARATED]').waitFor();
    await look('duties');
    expect(await page.getByTestId('pin-pad').count()).toBe(0);
  });
});
