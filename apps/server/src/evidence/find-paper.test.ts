import { valueOrThrow } from '@hufu/contract';
import { parseNote, parseVkey, verifyNote } from '@hufu/log';
import { renderDocument } from '@hufu/paper';
import { camera, inventedVillage, openWorld, seeded, villageSeals } from '@hufu/paper-world';
import { parseSigned } from '@hufu/statement';
import { digestOf } from '@hufu/storage';
import { testNow } from '@hufu/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ToldRequest, tellRequest } from '../../rig/bench-history.ts';
import { BenchChain } from '../../rig/bench-machine.ts';
import { type BenchTrust, benchVillage, startBenchTrust } from '../../rig/bench-trust.ts';
import { startTestServer, type TestServer } from '../../rig/test-server.ts';
import { deleteOnSchedule } from '../retention/delete-on-schedule.ts';
import { countPages } from './find-paper-index.store.ts';

const village = benchVillage();
let trust: BenchTrust;
let server: TestServer;
let told: ToldRequest;
let ofStamped: Uint8Array;
let ofOld: Uint8Array;
let ofUnknown: Uint8Array;
let applicant = '';

/** Two papers of different forms as phones see them, the first of them approved and stamped under the system. */
beforeAll(async () => {
  await using world = openWorld();
  const place = inventedVillage(seeded('find-paper'));
  const write = async (layout: 'residence' | 'loan' | 'income') =>
    await world.villagePaper({ layout, seed: 'find-paper', village: place });
  const photoOf = async (paper: Awaited<ReturnType<typeof write>>) => {
    const sheet = await world.sheetFromPage(paper.pdf, 1, 'find-paper');
    const at = { xMm: paper.sealPlaceMm.x, yMm: paper.sealPlaceMm.y, angleDeg: 4 };
    const stamped = await world.press(sheet, villageSeals(place).villageCommittee, at, {}, 'find-paper');
    return await world.photograph(stamped, camera('p', paper.layout), 'find-paper');
  };
  const paper = await write('residence');
  applicant = paper.values.name ?? '';
  ofStamped = await photoOf(paper);
  ofOld = await photoOf(await write('loan'));
  ofUnknown = await photoOf(await write('income'));
  const page = (await renderDocument(paper.pdf)).pages[0]?.png ?? new Uint8Array();
  trust = await startBenchTrust(village, () => testNow);
  server = await startTestServer({ village, env: trust.env });
  const { x: xMm, y: yMm } = paper.sealPlaceMm;
  const impressions = [
    { seal: village.seals.committee, pages: [0], copies: 1, place: { page: 0, xMm, yMm, tolMm: 15 } },
  ];
  told = tellRequest(village, new BenchChain(village), testNow - 5 * 86_400_000, {
    changes: { impressions },
    pictures: { page, before: ofStamped, after: ofStamped },
  });
  await server.running.importHistory({ village: village.id, items: told.items, blobs: told.blobs });
  const { indexing } = server.running.machineSide;
  expect([await indexing.indexNext(), await indexing.indexNext()]).toEqual([true, false]);
}, 240_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await trust[Symbol.asyncDispose]();
});

const formOf = (photo: Uint8Array, fields: Record<string, string> = {}) => {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.set(key, value);
  form.set('file', new Blob([new Uint8Array(photo)]), 'photo.jpg');
  return form;
};
const find = async (login: string, photo: Uint8Array) =>
  await (await server.as(login)).evidence.findPaper(formOf(photo));

describe('finding a paper by its photo', () => {
  it('gives the record of a stamped paper, with when it was stamped and how it compares', async () => {
    const answer = await find('reviewer', ofStamped);
    expect(answer).toMatchObject({
      outcome: 'found',
      noRecord: null,
      searched: { papers: 1, villages: 1 },
      best: { id: told.id, kind: 'request', page: 0, statedDate: null, village: { id: village.id } },
    });
    expect(answer.best?.stampedAt).toBeLessThan(testNow);
    expect(['match', 'unsure']).toContain(answer.best?.comparison?.verdict);
  }, 120_000);

  it('signs a ‘no record’ with the log’s key: photo, tree head, what was searched, measured recall, and no more', async () => {
    const answer = await find('inspector', ofUnknown);
    expect(answer).toMatchObject({ outcome: 'none', best: null, similar: [] });
    const policy = await (await fetch(`${server.url}/api/evidence/get-policy`)).json();
    const note = valueOrThrow(parseNote(answer.noRecord ?? ''));
    expect(verifyNote(note, [valueOrThrow(parseVkey(policy.logVkey))]).ok).toBe(true);
    expect(note.text).toContain(`photo sha256:${digestOf(ofUnknown)}`);
    expect(note.text).toMatch(new RegExp(`^log ${policy.origin} [1-9]\\d* \\S{44}$`, 'm'));
    expect(note.text).toContain(`recall ${answer.recall.rate} `);
    expect(note.text.split('\n')[0]).not.toBe(policy.origin);
    const forged = valueOrThrow(parseNote((answer.noRecord ?? '').replace('1 pages', '9 pages')));
    expect(verifyNote(forged, [valueOrThrow(parseVkey(policy.logVkey))]).ok).toBe(false);
  }, 120_000);

  it('tells another village nothing, not even that there is something', async () => {
    const answer = await find('stranger', ofStamped);
    expect(answer).toMatchObject({ outcome: 'none', best: null, similar: [], searched: { papers: 0 } });
  }, 120_000);

  it('refuses what is no photo, and people without the right to read', async () => {
    await expect(find('reviewer', new TextEncoder().encode('no photo'))).rejects.toMatchObject({
      code: 'FILE_TYPE_MISMATCH',
    });
    await expect(find('administrator', ofUnknown)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('a paper stamped before the system was there (N13)', () => {
  it('is registered once, and found with its day of registration apart from the date that stands on it', async () => {
    const custodian = await server.as('custodian');
    const fields = { title: '借款合同', statedDate: '2012-05-06' };
    const first = await custodian.evidence.registerOldPaper(formOf(ofOld, fields));
    expect(first).toMatchObject({ isNew: true, registeredAt: testNow });
    expect(await custodian.evidence.registerOldPaper(formOf(ofOld, fields))).toMatchObject({
      id: first.id,
      isNew: false,
    });
    const answer = await find('inspector', ofOld);
    expect(answer).toMatchObject({
      outcome: 'found',
      best: {
        id: first.id,
        kind: 'oldPaper',
        stampedAt: null,
        statedDate: '2012-05-06',
        registeredAt: testNow,
        comparison: null,
      },
    });
    await expect(
      (await server.as('inspector')).evidence.registerOldPaper(formOf(ofOld, fields)),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  }, 120_000);
});

describe('the index of papers', () => {
  it('holds keyed features and their places, and nothing of what was printed', async () => {
    const { db } = server.running.parts;
    const papers = await db.selectFrom('lookup_paper').selectAll().execute();
    const postings = await db.selectFrom('lookup_posting').selectAll().execute();
    expect(applicant.length).toBeGreaterThan(1);
    const everything = Buffer.concat([...papers.map((p) => p.places), ...postings.map((p) => p.postings)]);
    expect(everything.includes(Buffer.from(applicant))).toBe(false);
    expect(everything.length).toBeLessThanOrEqual(papers.length * 48 * 6);
  });
});

describe('a page whose picture was deleted on schedule', () => {
  it('is gone from the look-up, postings and places, in the same statement; its number is not given again', async () => {
    const { parts } = server.running;
    const before = await countPages(parts.db);
    await deleteOnSchedule(parts, testNow + 12 * 365 * 86_400_000);
    const { db } = parts;
    const papers = await db.selectFrom('lookup_paper').select(['record', 'places']).execute();
    expect(papers.map((p) => p.places.length)).toEqual([0, 0]);
    const postings = await db.selectFrom('lookup_posting').select('postings').execute();
    expect(postings.reduce((sum, p) => sum + p.postings.length, 0)).toBe(0);
    const rows = await db.selectFrom('statement').select('cose').where('type', '=', 'deletion').execute();
    const forgotten = rows.flatMap(({ cose }) => {
      const { payload } = valueOrThrow(parseSigned(new Uint8Array(cose)));
      return payload.type === 'deletion' ? (payload.lookupPages ?? []) : [];
    });
    expect(forgotten.sort()).toEqual([0, 1]);
    expect(await countPages(db)).toBe(before);
    expect(await server.running.machineSide.indexing.indexNext()).toBe(false);
  });

  it('is found no more, and the answer says how many pages are forgotten', async () => {
    const answer = await find('reviewer', ofStamped);
    expect(answer).toMatchObject({ outcome: 'none', searched: { papers: 0, forgotten: 2 } });
    expect(answer.noRecord).toContain('forgotten 2 pages, deleted on schedule');
    expect(answer.noRecord).toContain('另有 2 页的图片已按期删除');
  }, 120_000);
});
