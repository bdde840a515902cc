import { fromBase64url, valueOrThrow } from '@hufu/contract';
import { parseSigned, verifyService } from '@hufu/statement';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasChromium, openPhone, type Phone } from './phone-in-chromium.ts';

// Locking a machine from the phone (F45), against a server of fixed answers; the real machine is met in e2e/.
describe.skipIf(!hasChromium)(
  'the phone of whoever sees that something is wrong',
  { timeout: 120_000 },
  () => {
    let phone: Phone;
    beforeAll(async () => {
      phone = await openPhone();
    });
    afterAll(async () => await phone?.close());
    beforeEach(async () => await phone.fresh());

    it('locks the machine with a reason and one signature, and says locked only when the machine does', async () => {
      const { page, server, complaints, tap, look } = phone;
      await page.goto(server.handOver('reviewer'));
      await page.getByTestId('waiting-list').waitFor();
      await page.locator('.m-tabs').getByText('我的').click();
      await look('settings');
      await tap('my-machines');
      await page.getByTestId('lock-machine').waitFor();
      await look('machines');
      await tap('lock-machine');
      expect(await page.getByTestId('lock-next').isDisabled()).toBe(true);
      await page.getByText('怀疑有人偷盖').click();
      await look('lock-why');
      await tap('lock-next');
      await page.getByTestId('pin-pad').waitFor();
      await page.getByText('要两位运维人员签名才能解锁').waitFor();
      await look('lock-confirm');
      await tap('pin-done');
      await page.locator('[data-stage=ordered]').waitFor();
      await look('lock-ordered');
      const sent = server.received.find((r) => r.operation === 'custody/order-service');
      const signed = valueOrThrow(parseSigned(fromBase64url(String(sent?.body.statement))));
      expect(signed.payload).toMatchObject({ type: 'service', act: 'lockDown', reason: '怀疑有人偷盖' });
      const { machine, nonce } =
        signed.payload.type === 'service'
          ? signed.payload
          : { machine: new Uint8Array(), nonce: new Uint8Array() };
      expect(nonce).toEqual(new Uint8Array(16));
      expect(verifyService(signed, server.village.roster, Date.now(), { machine, nonce }).ok).toBe(true);
      expect(await page.getByText('印章机已锁住').count()).toBe(0);

      const { machine: bench } = server;
      const lockDown = bench.lockDown && { ...bench.lockDown, since: Date.now() };
      server.machine = { ...bench, state: 'lockedDown', lockDown };
      server.send({ kind: 'machine', id: bench.id, state: 'lockedDown', at: Date.now() });
      await page.locator('[data-stage=locked]').waitFor();
      await look('lock-locked');
      // Nobody can lock it twice, and whoever comes next reads it on the first screen.
      expect(await page.getByTestId('lock-machine').count()).toBe(0);
      await tap('back');
      await page.locator('.m-tabs').getByText('办理').click();
      await page.getByTestId('locked-notice').waitFor();
      await look('home-locked');
      expect(complaints).toEqual([]);
    });

    it('signs nothing for a machine that is not in the roster', async () => {
      const { page, server, tap } = phone;
      server.machine = { ...server.machine, thumbprint: 'ab'.repeat(32) };
      await page.goto(server.handOver('custodian'));
      await page.getByTestId('waiting-list').waitFor();
      await page.goto(`${server.url}/m/#/machines`);
      await tap('lock-machine');
      await page.getByText('怀疑有人偷盖').click();
      await tap('lock-next');
      await tap('pin-done');
      await page.locator('[data-code=MACHINE_UNKNOWN]').waitFor();
      expect(server.received.filter((r) => r.operation === 'custody/order-service')).toEqual([]);
    });

    it('says that a lock did not arrive when the network is gone', async () => {
      const { page, server, tap, look } = phone;
      server.down.add('custody/order-service');
      await page.goto(server.handOver('custodian'));
      await page.getByTestId('waiting-list').waitFor();
      await page.goto(`${server.url}/m/#/machines`);
      await tap('lock-machine');
      await page.getByText('怀疑有人偷盖').click();
      await tap('lock-next');
      await tap('pin-done');
      await page.locator('[data-code=SERVER_UNREACHABLE]').waitFor();
      await page.getByTestId('lock-lost').waitFor();
      await look('lock-unreachable');
      server.down.clear();
      await tap('pin-done');
      await page.locator('[data-stage=ordered]').waitFor();
    });
  },
);
