import { createHash } from 'node:crypto';
import { type Opening, toBase64url, toHex, valueOrThrow } from '@hufu/contract';
import { parseTrustPolicy, readPack, verifyPack, verifyProofFile } from '@hufu/evidence';
import { verifyPhotoBundle } from '@hufu/evidence/photo';
import { checkReport } from '@hufu/evidence/report';
import { type FileSigner, importSigner, signStatementSync } from '@hufu/statement';
import { openPhoto, photoHolder, releaseShare, sealPhoto } from '@hufu/statement/photo';
import { derivedBytes, testNow } from '@hufu/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ToldRequest, tellRequest } from '../../rig/bench-history.ts';
import { BenchChain } from '../../rig/bench-machine.ts';
import { type BenchTrust, benchVillage, startBenchTrust } from '../../rig/bench-trust.ts';
import { startTestServer, type TestServer } from '../../rig/test-server.ts';
import { keepPicture } from '../machine-http/keep-picture.ts';
import { deleteOnSchedule } from '../retention/delete-on-schedule.ts';

const holderNames = ['村党组织书记', '村务监督委员会', '镇档案室'] as const;
const holders = holderNames.map((name) => importSigner('EdDSA', derivedBytes(`holder ${name}`)));
const [secretaryKey, committeeKey] = holders as [FileSigner, FileSigner];
const photos = {
  threshold: 2,
  holders: await Promise.all(holders.map((s, i) => photoHolder(holderNames[i] ?? '', s))),
};
const village = benchVillage('虎符村', (roster) => ({ ...roster, photos }));
const face = new TextEncoder().encode('a face before the camera');
let trust: BenchTrust;
let server: TestServer;
let told: ToldRequest;
let other: ToldRequest;
let guarded: ToldRequest;
let sealed: Uint8Array;

beforeAll(async () => {
  trust = await startBenchTrust(village, () => testNow);
  server = await startTestServer({ village, env: trust.env });
  const chain = new BenchChain(village);
  told = tellRequest(village, chain, testNow - 5 * 86_400_000, { refused: 1 });
  other = tellRequest(village, chain, testNow - 4 * 86_400_000);
  sealed = await sealPhoto(face, {
    roster: village.accepted.roster,
    photos,
    authorization: crypto.randomUUID(),
    mediaType: 'image/jpeg',
  });
  guarded = tellRequest(village, chain, testNow - 3 * 86_400_000, { pictures: { person: sealed } });
  await server.running.importHistory({
    village: village.id,
    items: [...told.items, ...other.items, ...guarded.items],
    blobs: [...told.blobs, ...other.blobs, ...guarded.blobs],
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await trust[Symbol.asyncDispose]();
});

const digestOfSealed = () => new Uint8Array(createHash('sha256').update(sealed).digest());
const receiptOf = async (request: string) => {
  const custodian = await server.as('custodian');
  return await custodian.evidence.getReceipt({ request });
};
const get = async (path: string) => await fetch(`${server.url}/api/evidence/${path}`);

describe('the evidence of a request', () => {
  it('gives the holder of the receipt a pack that verifies under the published policy, in amber as the witnesses share our host', async () => {
    const { receipt, url, qrSvg } = await receiptOf(told.id);
    expect(url).toContain(`/verify/#request=${told.id}&receipt=${receipt}`);
    expect(qrSvg).toContain('<svg');
    const reply = await get(`get-pack?request=${told.id}&receipt=${receipt}`);
    const bytes = new Uint8Array(await reply.arrayBuffer());
    const published: { policy: string; k: number } = JSON.parse(await (await get('get-policy')).text());
    const policy = valueOrThrow(parseTrustPolicy(published.policy));
    const verdict = verifyPack(bytes, policy, testNow);
    expect(verdict.steps.filter((s) => !s.ok)).toEqual([]);
    expect(verdict).toMatchObject({ ok: true, colour: 'amber' });
    const paths = [...valueOrThrow(readPack(bytes)).files.keys()];
    expect(paths.filter((p) => p.startsWith('pictures/'))).toHaveLength(3);
    expect(paths.filter((p) => p.startsWith('pages/'))).toHaveLength(1);
    expect(paths).toEqual(
      expect.arrayContaining(['log/checkpoint', 'report.pdf', 'rosters/0001.tlog-proof']),
    );
    expect(paths.filter((p) => p.startsWith('receipts/')).length).toBeGreaterThan(6);
    const pack = valueOrThrow(readPack(bytes));
    expect(await checkReport(verdict, pack)).toMatchObject({ ok: true, colour: 'amber' });
    const stamps = verdict.steps.find((s) => s.name === 'timestamps');
    expect(stamps?.detail.zh).toContain('没有可用的时间戳');
  });

  it('gives a proof of one statement that verifies from its own file', async () => {
    const { receipt } = await receiptOf(told.id);
    const secretary = await server.as('secretary');
    const { statements } = await secretary.sealUse.getRequest({ id: told.id });
    for (const { id } of statements) {
      const text = await (await get(`get-proof?statement=${id}&receipt=${receipt}`)).text();
      expect(verifyProofFile(text)).toMatchObject({ ok: true, colour: 'amber' });
    }
  });

  it('opens nothing for the receipt of another request, and says no more than that', async () => {
    const { receipt } = await receiptOf(other.id);
    const wrong = await get(`get-pack?request=${told.id}&receipt=${receipt}`);
    expect([wrong.status, (await wrong.json()).code]).toEqual([404, 'RECEIPT_WRONG']);
    const unknown = await get(`get-pack?request=${crypto.randomUUID()}&receipt=${receipt}`);
    expect([unknown.status, (await unknown.json()).code]).toEqual([404, 'RECEIPT_WRONG']);
    expect((await get(`get-proof?statement=${told.id}&receipt=${receipt}`)).status).toBe(404);
  });

  it('lets its pages speak to the witnesses and to no other host, so that a phone reaches them without us', async () => {
    const policy = (await fetch(`${server.url}/m/`)).headers.get('content-security-policy') ?? '';
    const allowed = /connect-src ([^;]*)/
      .exec(policy)?.[1]
      ?.split(' ')
      .filter((s) => s.startsWith('http'));
    expect(allowed?.sort()).toEqual(trust.witnesses.map((w) => new URL(w.url).origin).sort());
  });

  it('gives no receipt to somebody of another village', async () => {
    const stranger = await server.as('stranger');
    await expect(stranger.evidence.getReceipt({ request: told.id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('a photograph that was sealed to the village’s holders at capture (N10)', () => {
  const opening = (by: readonly FileSigner[], change: Partial<Opening> = {}): Uint8Array => {
    const payload: Opening = {
      type: 'opening',
      v: 1,
      id: crypto.randomUUID(),
      village: village.id,
      at: testNow,
      request: guarded.id,
      digest: digestOfSealed(),
      by: '村党组织书记',
      reason: '核查举报',
      ...change,
    };
    const [first = secretaryKey, ...others] = by;
    return signStatementSync(payload, [first, ...others]);
  };
  const hand = async (cose: Uint8Array) =>
    await fetch(`${server.url}/api/evidence/open-photo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ statement: toBase64url(cose) }),
    });
  const openings = async () =>
    await server.running.parts.db
      .selectFrom('statement')
      .select('id')
      .where('type', '=', 'opening')
      .execute();

  it('is shown by the server to nobody: it holds no key, and names who does', async () => {
    const at = `/api/files/get-blob?digest=${toHex(digestOfSealed())}&reason=${encodeURIComponent('核查')}`;
    const reply = await server.fetchAs('inspector', at);
    expect(reply.status).toBe(403);
    expect(await reply.json()).toMatchObject({
      code: 'PHOTO_SEALED',
      zh: [
        expect.anything(),
        expect.stringContaining('村党组织书记、村务监督委员会、镇档案室'),
        expect.anything(),
      ],
    });
    const { parts } = server.running;
    const kept = await parts.blobs.get(toHex(digestOfSealed()));
    expect(Buffer.from(kept).includes(Buffer.from(face))).toBe(false);
  });

  it.each([
    ['of one holder alone', 422, () => opening([secretaryKey])],
    ['of the server itself', 422, () => opening([server.running.parts.keys.service])],
    ['for another request', 422, () => opening([secretaryKey, committeeKey], { request: other.id })],
    ['of a month ago', 422, () => opening([secretaryKey, committeeKey], { at: testNow - 30 * 86_400_000 })],
    ['for somebody who did not sign', 422, () => opening([secretaryKey, committeeKey], { by: '镇档案室' })],
  ])('stays shut for an opening %s, and nothing is recorded', async (_, status, make) => {
    expect((await hand(make())).status).toBeGreaterThanOrEqual(400);
    expect((await hand(make())).status).toBeLessThan(status + 1);
    expect(await openings()).toEqual([]);
  });

  it('is opened by two of its holders, once their act is in the witnessed log', async () => {
    const cose = opening([secretaryKey, committeeKey]);
    const early = await hand(cose);
    if (!early.ok) expect((await early.json()).code).toBe('NOT_LOGGED');
    await server.running.machineSide.keeper.settled();
    const reply = await hand(cose);
    const bundle = await reply.json();
    expect(await openings()).toHaveLength(1);
    const published: { policy: string } = JSON.parse(await (await get('get-policy')).text());
    const policy = valueOrThrow(parseTrustPolicy(published.policy));
    const act = valueOrThrow(verifyPhotoBundle(bundle, policy, testNow));
    const share = valueOrThrow(await releaseShare(act, committeeKey));
    const opened = valueOrThrow(await openPhoto(act, secretaryKey, [share]));
    expect(new TextDecoder().decode(opened.photo)).toBe('a face before the camera');

    // A holder’s own program releases nothing for an act that is not in the log he pins.
    const pin = `#hufu-roster ${village.id} ${'0'.repeat(64)}`;
    const otherPins = published.policy.replace(/#hufu-roster [^\n]*/, pin);
    const unpinned = published.policy.replace(/#hufu-roster [^\n]*\n/, '');
    const codeUnder = (text: string) => {
      const held = verifyPhotoBundle(bundle, valueOrThrow(parseTrustPolicy(text)), testNow);
      return held.ok ? 'released' : held.code;
    };
    expect(codeUnder(otherPins)).toBe('OPENING_MISMATCH');
    expect(codeUnder(unpinned)).toBe('EVIDENCE_NOT_PINNED');
  });

  it('raises a serious alarm, once, for each that a machine sends open all the same, and keeps it', async () => {
    const { parts } = server.running;
    const bytes = new TextEncoder().encode(`person ${told.id}`);
    const digest = toHex(new Uint8Array(createHash('sha256').update(bytes).digest()));
    const from = { dev: toHex(village.machine.thumbprint), village: village.id };
    for (let i = 0; i < 2; i++) await keepPicture(parts, from, digest, bytes);
    const alarms = await parts.db
      .selectFrom('alarm')
      .select(['kind', 'severity'])
      .where('kind', '=', 'personPhotoUnsealed')
      .execute();
    // The two other requests came with open photographs; the one that is sent again is no news.
    const alarm = { kind: 'personPhotoUnsealed', severity: 'serious' };
    expect(alarms).toEqual([alarm, alarm]);
    expect(await parts.blobs.has(digest)).toBe(true);
  });

  it('goes on its day like any other, sealed file and key: nobody opens it then, and the pack verifies', async () => {
    const { parts } = server.running;
    await deleteOnSchedule(parts, testNow + 200 * 86_400_000);
    const reply = await hand(opening([secretaryKey, committeeKey]));
    expect([reply.status, (await reply.json()).code]).toEqual([410, 'PICTURE_DELETED']);
    await server.running.machineSide.keeper.settled();
    const { receipt } = await receiptOf(guarded.id);
    const pack = await get(`get-pack?request=${guarded.id}&receipt=${receipt}`);
    expect(verifyPack(new Uint8Array(await pack.arrayBuffer()))).toMatchObject({ ok: true });
  });
});
