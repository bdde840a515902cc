import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { valueOrThrow } from '@hufu/contract';
import { parseTrustPolicy, readPack, verifyPack } from '@hufu/evidence';
import { commitment, parsePolicy, verifyProof } from '@hufu/log';
import { parseSigned } from '@hufu/statement';
import { testNow } from '@hufu/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ToldRequest, tellRequest } from '../../rig/bench-history.ts';
import { BenchChain } from '../../rig/bench-machine.ts';
import { type BenchTrust, benchVillage, startBenchTrust } from '../../rig/bench-trust.ts';
import { startTestServer, type TestServer } from '../../rig/test-server.ts';
import { loadConfig } from '../config/config.ts';
import { deleteOnSchedule } from './delete-on-schedule.ts';
import { openPictureVault } from './picture-vault.ts';
import { retentionRules } from './retention-class.ts';

const dayMs = 86_400_000;
const village = benchVillage();
let trust: BenchTrust;
let server: TestServer;
let told: ToldRequest;
let disputed: ToldRequest;

beforeAll(async () => {
  trust = await startBenchTrust(village, () => testNow);
  server = await startTestServer({ village, env: trust.env });
  const chain = new BenchChain(village);
  told = tellRequest(village, chain, testNow - 40 * dayMs);
  disputed = tellRequest(village, chain, testNow - 39 * dayMs);
  await server.running.importHistory({
    village: village.id,
    items: [...told.items, ...disputed.items],
    blobs: [...told.blobs, ...disputed.blobs],
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await trust[Symbol.asyncDispose]();
});

const parts = () => server.running.parts;
const filesBelow = (...under: string[]) => {
  const folder = path.join(parts().config.dataDir, ...under);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile())
    .map((f) => path.join(f.parentPath, f.name));
};
const keyFiles = () => filesBelow('keys', 'pictures');
const digestsOf = async (request: string, kinds: readonly string[]) => {
  const refs = await parts().db.selectFrom('blob_ref').select(['digest', 'kind']).execute();
  const bytes = new Map(
    await Promise.all(
      refs
        .filter((r) => kinds.includes(r.kind))
        .map(async (r) => [r.digest, new TextDecoder().decode(await parts().blobs.get(r.digest))] as const),
    ),
  );
  return [...bytes].filter(([, text]) => text.includes(request)).map(([digest]) => digest);
};
const packOf = async (request: string) => {
  const { receipt } = await (await server.as('custodian')).evidence.getReceipt({ request });
  const at = `${server.url}/api/evidence/get-pack?request=${request}&receipt=${receipt}`;
  return new Uint8Array(await (await fetch(at)).arrayBuffer());
};
const verdictOn = async (pack: Uint8Array) => {
  const published: { policy: string } = JSON.parse(
    await (await fetch(`${server.url}/api/evidence/get-policy`)).text(),
  );
  return verifyPack(pack, valueOrThrow(parseTrustPolicy(published.policy)), testNow);
};
const statementsOf = async (type: string) =>
  (await parts().db.selectFrom('statement').selectAll().where('type', '=', type).execute()).map((r) => ({
    ...r,
    payload: valueOrThrow(parseSigned(new Uint8Array(r.cose))).payload,
  }));

describe('pages and pictures', () => {
  it('lie encrypted on the disk: no byte of them is in any file of the data folder', () => {
    const stored = filesBelow('blobs').map((f) => readFileSync(f));
    expect(stored.length).toBeGreaterThanOrEqual(told.blobs.length + disputed.blobs.length);
    for (const { bytes } of [...told.blobs, ...disputed.blobs])
      expect(stored.some((file) => file.includes(Buffer.from(bytes)))).toBe(false);
  });

  it('have a key for each village, retention class and month', () => {
    const names = keyFiles().map((f) => path.relative(path.join(parts().config.dataDir, 'keys'), f));
    expect(names.sort()).toEqual(
      ['material', 'paper', 'person'].map((c) => `pictures/${village.id}/${c}/2026-01.key`),
    );
    expect(new Set(keyFiles().map((f) => readFileSync(f, 'latin1'))).size).toBe(3);
  });

  it('are not shown under the key of another month, nor under another name', async () => {
    const [a = '', b = ''] = await digestsOf(told.id, ['before', 'after']);
    const rows = await parts()
      .db.selectFrom('sealed_blob')
      .selectAll()
      .where('digest', 'in', [a, b])
      .execute();
    const exchanged = openPictureVault(
      { ...parts().blobs.files, get: async () => await parts().blobs.files.get(rows[0]?.blob ?? '') },
      parts().blobs.keys,
      parts().db,
    );
    await expect(exchanged.get(rows[1]?.digest ?? '')).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
  });

  it('opening the photo of a person is an act with a reason, signed and in the log before it is shown', async () => {
    const [person = ''] = await digestsOf(told.id, ['person']);
    const at = `/api/files/get-blob?digest=${person}`;
    expect((await server.fetchAs('inspector', at)).status).toBe(400);
    expect(await statementsOf('opening')).toEqual([]);
    const shown = await server.fetchAs('inspector', `${at}&reason=${encodeURIComponent('核查举报')}`);
    expect(await shown.text()).toBe(`person ${told.id}`);
    const [opening] = await statementsOf('opening');
    expect(opening?.payload).toMatchObject({ reason: '核查举报', village: village.id, request: told.id });
    await server.running.machineSide.keeper.settled();
    const { keeper } = server.running.machineSide;
    const proof = valueOrThrow(await keeper.proofOf(opening?.id ?? ''));
    const entry = commitment(new Uint8Array(opening?.salt ?? []), new Uint8Array(opening?.cose ?? []));
    const policy = valueOrThrow(parsePolicy(keeper.witnesses.policyText));
    expect(valueOrThrow(verifyProof(policy, entry, proof)).cosigners).toHaveLength(2);
  });
});

describe('the terms', () => {
  it('are the law’s least where none is set, longer where somebody wants them longer, and never shorter', () => {
    const wordsOf = (env: Record<string, string>) =>
      retentionRules(loadConfig(env).keepDays).map((r) => [r.class, r.keepMs / dayMs]);
    expect(wordsOf({})).toEqual([
      ['person', 180],
      ['paper', 3653],
      ['material', 3653],
    ]);
    expect(wordsOf({ HUFU_KEEP_PAPER_DAYS: '10958', HUFU_KEEP_PERSON_DAYS: '30' })).toContainEqual([
      'paper',
      10958,
    ]);
    expect(() => loadConfig({ HUFU_KEEP_PAPER_DAYS: '365' })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  });
});

describe('deletion on schedule', () => {
  let before: Uint8Array;
  const personDue = testNow + 152 * dayMs;
  const allDue = testNow + 12 * 365 * dayMs;

  it('deletes nothing before its time', async () => {
    before = await packOf(told.id);
    expect(await deleteOnSchedule(parts(), testNow)).toEqual({ deleted: 0, statements: 0, keysDestroyed: 0 });
  });

  it('leaves what belongs to a serious alarm that nobody has answered', async () => {
    const alarm = { id: crypto.randomUUID(), at: testNow, village: village.id, kind: 'test' };
    const words = JSON.stringify({ zh: '试验', en: 'test' });
    await parts()
      .db.insertInto('alarm')
      .values({ ...alarm, severity: 'serious', title: words, detail: words, request: disputed.id })
      .execute();
    const [kept = ''] = await digestsOf(disputed.id, ['person']);
    const [gone = ''] = await digestsOf(told.id, ['person']);
    expect(await deleteOnSchedule(parts(), personDue)).toMatchObject({
      deleted: 1,
      statements: 1,
      keysDestroyed: 0,
    });
    expect(await parts().blobs.has(kept)).toBe(true);
    expect(await parts().blobs.has(gone)).toBe(false);
    await expect(parts().blobs.get(gone)).rejects.toMatchObject({ code: 'PICTURE_DELETED' });
    await parts().db.deleteFrom('alarm').where('id', '=', alarm.id).execute();
    expect(await deleteOnSchedule(parts(), personDue)).toMatchObject({ deleted: 1, keysDestroyed: 1 });
  });

  it('destroys the key with the last picture it opens, so that no copy of the files can be read either', async () => {
    expect(keyFiles().some((f) => f.includes('/person/'))).toBe(false);
    expect(keyFiles()).toHaveLength(2);
    const [row] = await parts()
      .db.selectFrom('sealed_blob')
      .selectAll()
      .where('class', '=', 'person')
      .execute();
    expect(await parts().blobs.files.has(row?.blob ?? '')).toBe(false);
    expect(await parts().blobs.keys.find(row?.key ?? '')).toBeUndefined();
  });

  it('says to who asks for a picture by which rule and when it went', async () => {
    const [row] = await parts()
      .db.selectFrom('sealed_blob')
      .selectAll()
      .where('class', '=', 'person')
      .execute();
    const reply = await server.fetchAs(
      'inspector',
      `/api/files/get-blob?digest=${row?.digest}&reason=${encodeURIComponent('核查')}`,
    );
    expect(reply.status).toBe(410);
    expect(await reply.json()).toMatchObject({
      code: 'PICTURE_DELETED',
      zh: [expect.anything(), expect.stringContaining('180 天'), expect.anything()],
    });
  });

  it('I9 leaves every proof verifiable, of a pack made before and of one made after, which says what went by which rule', async () => {
    await deleteOnSchedule(parts(), allDue);
    await server.running.machineSide.keeper.settled();
    expect(keyFiles()).toEqual([]);
    expect(filesBelow('blobs')).toEqual([]);
    const after = await packOf(told.id);
    expect(await verdictOn(before)).toMatchObject({ ok: true });
    const verdict = await verdictOn(after);
    expect(verdict.steps.filter((s) => !s.ok)).toEqual([]);
    expect(verdict).toMatchObject({ ok: true, colour: 'amber' });
    const said = verdict.reservations.map((r) => r.zh).join('\n');
    expect(said).toMatch(/2 张图片已于 2038-\d\d-\d\d 按规则删除：用印留影保存 3653 天/);
    expect(said).toMatch(/1 张图片已于 2038-\d\d-\d\d 按规则删除：申请材料/);
    expect(said).not.toContain('可能还没传完');
    const paths = [...valueOrThrow(readPack(after)).files.keys()];
    expect(paths.filter((p) => /^(pages|pictures)\//.test(p))).toEqual([]);
  });

  it('signs each deletion and has it in the log, naming the pictures of one request at most', async () => {
    const deletions = await statementsOf('deletion');
    expect(deletions).toHaveLength(6);
    for (const { payload, request, witnessed_size } of deletions) {
      expect(witnessed_size).not.toBeNull();
      expect(payload).toMatchObject({ type: 'deletion', request });
      expect([told.id, disputed.id]).toContain(request);
    }
  });

  it('goes on where it was cut off: a picture that was marked and still lies there goes in the next round', async () => {
    const shelf = { village: village.id, kind: 'person', at: testNow } as const;
    const digest = await parts().blobs.put(new TextEncoder().encode('cut off'), shelf);
    const cut = new Error('power cut');
    const failing = {
      ...parts(),
      blobs: { ...parts().blobs, files: { ...parts().blobs.files, remove: async () => Promise.reject(cut) } },
    };
    await expect(deleteOnSchedule(failing, allDue)).rejects.toBe(cut);
    expect(await parts().blobs.has(digest)).toBe(false);
    expect(filesBelow('blobs')).toHaveLength(1);
    expect(await deleteOnSchedule(parts(), allDue)).toEqual({ deleted: 0, statements: 0, keysDestroyed: 1 });
    expect(filesBelow('blobs')).toEqual([]);
    expect(
      existsSync(path.join(parts().config.dataDir, 'keys/pictures', village.id, 'person/2026-03.key')),
    ).toBe(false);
  });

  it('begins a picture’s time anew when it is used again, and keeps one copy', async () => {
    const bytes = new TextEncoder().encode('the same form');
    const shelf = { village: village.id, kind: 'page' } as const;
    const digest = await parts().blobs.put(bytes, { ...shelf, at: testNow });
    await parts().blobs.put(bytes, { ...shelf, at: testNow + 90 * dayMs });
    expect(filesBelow('blobs')).toHaveLength(1);
    await deleteOnSchedule(parts(), testNow + 3_660 * dayMs);
    expect(new TextDecoder().decode(await parts().blobs.get(digest))).toBe('the same form');
    await deleteOnSchedule(parts(), testNow + 3_800 * dayMs);
    await expect(parts().blobs.get(digest)).rejects.toMatchObject({ code: 'PICTURE_DELETED' });
    await parts().blobs.put(bytes, { ...shelf, at: testNow + 3_800 * dayMs });
    expect(await parts().blobs.has(digest)).toBe(true);
  });
});
