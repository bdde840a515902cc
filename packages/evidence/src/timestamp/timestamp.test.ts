import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { valueOrThrow } from '@hufu/contract';
import { toBase64 } from '@hufu/log';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPack, ownPolicy, packVillage } from '../../rig/bench-pack.ts';
import { startTestAuthority, type TestAuthority } from '../../rig/timestamp-authority.ts';
import { buildPack, parseTrustPolicy, requestTimestamp, verifyPack } from '../index.ts';
import { defaultAges, type KeptTimestamp, timestampedBytes, verifyTimestamps } from './layers.ts';
import { verifyTimestamp } from './token.ts';

const message = new TextEncoder().encode('hufu.example/pack\n12\nroot\n');
const day = 86_400_000;
let rsa: TestAuthority;
let ec: TestAuthority;
let short: TestAuthority;
beforeAll(async () => {
  rsa = await startTestAuthority('rsa');
  ec = await startTestAuthority('ec', { key: 'ec:P-384', digest: 'sha512' });
  short = await startTestAuthority('short', { key: 'ec:P-256', days: 30 });
});
afterAll(async () => {
  for (const one of [rsa, ec, short]) await one[Symbol.asyncDispose]();
});

async function stamp(by: TestAuthority, layer: number, over: Uint8Array, earlier: KeptTimestamp[] = []) {
  const bytes = timestampedBytes(layer, over, earlier);
  const asked = await requestTimestamp({ name: by.name, url: by.url, anchors: [by.ca] }, bytes);
  return { layer, authority: by.name, token: valueOrThrow(asked).token };
}

describe('a time stamp of RFC 3161', () => {
  it('is asked for over HTTP and verified with nothing but the authority’s certificate', async () => {
    for (const by of [rsa, ec, short]) {
      const { token } = await stamp(by, 1, message);
      const held = valueOrThrow(verifyTimestamp(token, message, [by.ca]));
      expect(held.anchor?.name).toBe(`${by.name} CA`);
      expect(Math.abs(held.at - Date.now())).toBeLessThan(day);
    }
  });

  it('is believed by openssl ts -verify as the file that a pack keeps', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'hufu-ts-'));
    try {
      const { token } = await stamp(rsa, 1, message);
      writeFileSync(join(dir, 'checkpoint'), message);
      writeFileSync(join(dir, 'a.tsr'), token);
      const said = execFileSync(
        'openssl',
        ['ts', '-verify', '-data', 'checkpoint', '-in', 'a.tsr', '-CAfile', rsa.caFile],
        { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
      );
      expect(said).toContain('OK');
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('has no anchor for somebody who trusts another authority', async () => {
    const { token } = await stamp(rsa, 1, message);
    expect(valueOrThrow(verifyTimestamp(token, message, [ec.ca])).anchor).toBeUndefined();
  });

  it('is refused for other bytes, and with any one bit of its signed part or signature changed', async () => {
    const { token } = await stamp(ec, 1, message);
    expect(verifyTimestamp(token, message.subarray(1), [ec.ca])).toMatchObject({ code: 'TIMESTAMP_INVALID' });
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const flipped = token.map((b, i) => (i === at ? b ^ (1 << bit) : b));
        const held = verifyTimestamp(flipped, message, [ec.ca]);
        // What is not signed (the carried CA, a status text) may change without a word being untrue.
        return !held.ok || held.value.at === valueOrThrow(verifyTimestamp(token, message, [ec.ca])).at;
      }),
      { numRuns: 150 },
    );
  });

  it('never crashes on bytes somebody made up', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => !verifyTimestamp(bytes, message, []).ok),
      { numRuns: 300 },
    );
  });

  it('is not taken from an authority that answers with an older token or with rubbish', async () => {
    const { token } = await stamp(rsa, 1, message);
    const ask = () => requestTimestamp({ name: 'rsa', url: rsa.url, anchors: [rsa.ca] }, message);
    for (const answer of [token, new Uint8Array(40)]) {
      rsa.answer = () => answer;
      expect(await ask()).toMatchObject({ ok: false, code: 'TIMESTAMP_AUTHORITY_FAILED' });
    }
    rsa.answer = undefined;
    expect(await ask()).toMatchObject({ ok: true });
  });
});

describe('a chain of time stamps', () => {
  it('still proves its first time after the certificate ended, when it was renewed before', async () => {
    const first = await stamp(short, 1, message);
    const renewal = await stamp(ec, 2, message, [first]);
    const later = Date.now() + 60 * day;
    const anchors = [short.ca, ec.ca];
    const alone = valueOrThrow(verifyTimestamps([first], message, anchors, defaultAges, later));
    expect(alone).toMatchObject({ lapsed: ['short'], existedAt: undefined });
    const both = valueOrThrow(verifyTimestamps([renewal, first], message, anchors, defaultAges, later));
    expect(both.lapsed).toEqual([]);
    expect(both.existedAt).toBeLessThan(Date.now() + day);
  });

  it('ends with its algorithm, unless a stronger one took over in time', async () => {
    const first = await stamp(rsa, 1, message);
    const later = Date.now() + 3000 * day;
    const ages = new Map([['rsa2048', Date.now() + 300 * day]]);
    const held = (tokens: KeptTimestamp[]) =>
      valueOrThrow(verifyTimestamps(tokens, message, [rsa.ca, ec.ca], ages, later)).existedAt;
    expect(held([first])).toBeUndefined();
    expect(held([first, await stamp(ec, 2, message, [first])])).toBeDefined();
  });

  it('is refused when a renewed token was exchanged or left out', async () => {
    const first = await stamp(short, 1, message);
    const other = await stamp(short, 1, message);
    const renewal = await stamp(ec, 2, message, [first]);
    const verify = (tokens: KeptTimestamp[]) =>
      verifyTimestamps(tokens, message, [short.ca, ec.ca], defaultAges, Date.now());
    expect(verify([other, renewal])).toMatchObject({ code: 'TIMESTAMP_INVALID' });
    expect(verify([renewal])).toMatchObject({ code: 'TIMESTAMP_INVALID' });
  });
});

describe('the time stamps of a pack', () => {
  const village = packVillage();
  it('show until when the records existed, under a policy that lists the authority; and are named when exchanged', async () => {
    const { content } = await aPack(village, {
      stamp: async (checkpoint) => [await stamp(rsa, 1, checkpoint), await stamp(ec, 1, checkpoint)],
    });
    const trusting = ownPolicy(village, `#hufu-timestamp-ca ${toBase64(rsa.ca.der)}\n`);
    const verdict = verifyPack(buildPack(content), trusting, Date.now());
    expect(verdict).toMatchObject({ ok: true, colour: 'green' });
    const words = (v: typeof verdict) => v.steps.find((s) => s.name === 'timestamps')?.detail.en ?? '';
    expect(words(verdict)).toMatch(/rsa TSA say that the records existed by \d{4}-/);
    expect(words(verifyPack(buildPack(content), ownPolicy(village), Date.now()))).toContain('not relied on');
    const foreign = await stamp(rsa, 1, message);
    const swapped = { ...content, timestamps: [foreign] };
    const red = verifyPack(buildPack(swapped), trusting, Date.now());
    expect(red.steps.at(-1)).toMatchObject({ name: 'timestamps', ok: false, code: 'TIMESTAMP_INVALID' });
    expect(red.steps.at(-1)?.detail.zh).toContain('log/timestamps/01-rsa.tsr');
  });

  it('are missing without a pretence', async () => {
    const { bytes } = await aPack(village);
    const verdict = verifyPack(bytes, ownPolicy(village), Date.now());
    expect(verdict.steps.find((s) => s.name === 'timestamps')?.detail.zh).toContain('没有可用的时间戳');
  });

  it('are not believed on a line of the policy that is no certificate', () => {
    expect(parseTrustPolicy('quorum none\n#hufu-timestamp-ca AAAA\n')).toMatchObject({
      code: 'POLICY_MALFORMED',
    });
  });
});
