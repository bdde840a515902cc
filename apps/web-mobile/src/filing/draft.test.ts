import type { MatterView, PageView, SealView } from '@hufu/contract';
import { describe, expect, it } from 'vitest';
import { buildRequest } from './build-request.ts';
import {
  chooseMatter,
  filingSteps,
  impressionsOf,
  newDraft,
  pageSizeMm,
  placeMark,
  proposeMarks,
  removeDocument,
  usualPlace,
} from './draft.ts';
import { fenOf, missingIn } from './missing.ts';
import { isHeicFile } from './prepare-file.ts';

const id = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const a4: PageView = {
  digest: '11'.repeat(32),
  widthPx: 1654,
  heightPx: 2339,
  source: 'document',
  side: 'front',
  sizeBytes: 1,
  warnings: [],
};
const matter: MatterView = {
  id: 'loan',
  version: 3,
  name: '集体借款合同',
  nameEn: 'Loan',
  legalBasis: '',
  requiredMaterial: [],
  major: true,
  seals: ['cooperativeSeal'],
  approvers: 2,
  review: false,
  zones: [
    { page: 0, x: 1, y: 1, w: 10, h: 10 },
    { page: 7, x: 1, y: 1, w: 10, h: 10 },
  ],
  validityHours: 24,
  validFrom: 0,
  validTo: null,
};
const seal = (n: number, kind: SealView['kind'], state: SealView['state'] = 'active'): SealView => ({
  id: id(n),
  village: id(1),
  name: `章${n}`,
  kind,
  sealCode13: '3301100000001',
  specimen: '00'.repeat(32),
  diameterMm: 42,
  custodian: { id: id(9), name: '沈阿芬' },
  machine: null,
  slot: 0,
  state,
  executed: 0,
});

describe('a draft', () => {
  it('proposes the matter’s seal, but not a suspended one', () => {
    const seals = [seal(5, 'cooperativeSeal', 'suspended'), seal(6, 'villageCommitteeSeal')];
    expect(chooseMatter(newDraft(id(1), null), matter, seals).seals).toEqual([]);
    const usable = [seal(5, 'cooperativeSeal'), seal(6, 'villageCommitteeSeal')];
    expect(chooseMatter(newDraft(id(1), null), matter, usable).seals).toEqual([id(5)]);
  });

  it('puts a seal at the lower right of the last front page, a second one beside it', () => {
    const pages: PageView[] = [a4, a4, { ...a4, side: 'back' }];
    const draft = proposeMarks({ ...newDraft(id(1), null), seals: [id(5), id(6)] }, pages);
    expect(draft.marks.map((m) => m.page)).toEqual([1, 1]);
    const [right, left] = draft.marks;
    expect(right && right.xMm > 105 && right.yMm > 200).toBe(true);
    expect(right && left && right.xMm - left.xMm > 42).toBe(true);
    expect(impressionsOf({ ...draft, copies: 3 }, pages)).toBe(6);
  });

  it('keeps a mark that somebody placed, and moves it on the next tap', () => {
    const begun = { ...newDraft(id(1), null), seals: [id(5)] };
    const placed = placeMark(begun, { seal: id(5), page: 0, xMm: 50.04, yMm: 60 });
    expect(proposeMarks(placed, [a4, a4]).marks).toEqual([{ seal: id(5), page: 0, xMm: 50, yMm: 60 }]);
    expect(placeMark(placed, { seal: id(5), page: 0, xMm: 70, yMm: 80 }).marks).toHaveLength(1);
  });

  it('forgets sides and marks when a file is taken away, since they would point at other pages', () => {
    const draft = {
      ...newDraft(id(1), null),
      documents: [id(2), id(3)],
      backs: [1],
      marks: [{ seal: id(5), page: 1, xMm: 1, yMm: 1 }],
    };
    expect(removeDocument(draft, id(2))).toMatchObject({ documents: [id(3)], backs: [], marks: [] });
  });

  it('knows the size of a page: 200 dpi for documents, A4 for photos', () => {
    expect(pageSizeMm(a4).w).toBeCloseTo(210, 0);
    expect(pageSizeMm({ ...a4, source: 'photo', widthPx: 4000, heightPx: 3000 })).toEqual({ w: 297, h: 210 });
    expect(usualPlace(a4, 9).xMm).toBeGreaterThan(20);
  });
});

describe('missingIn', () => {
  it('lets nobody past a step that lacks something, and everybody past a full one', () => {
    const empty = newDraft(id(1), null);
    const lacking = filingSteps.map((step) => missingIn(step, empty, undefined, [], true));
    expect(lacking.slice(0, -1).every((m) => m !== null)).toBe(true);
    const full = {
      ...empty,
      matter: matter.id,
      applicantName: '陈大林',
      purpose: '借款修渠',
      resolution: '第3号',
      seals: [id(5)],
      marks: [{ seal: id(5), page: 0, xMm: 1, yMm: 1 }],
      stamper: id(9),
    };
    expect(filingSteps.map((step) => missingIn(step, full, matter, [a4], true))).toEqual(
      filingSteps.map(() => null),
    );
    // AC-8: no major matter without a recorded resolution.
    expect(missingIn('purpose', { ...full, resolution: ' ' }, matter, [a4], true)).toBe('missing.resolution');
    expect(missingIn('material', full, matter, [a4], false)).toBe('missing.rendering');
  });

  it('reads amounts as people type them', () => {
    const typed: [string, number | null | undefined][] = [
      ['', null],
      ['3600', 360_000],
      ['12,345.6', 1_234_560],
      ['１２', undefined],
      ['-5', undefined],
      ['1.234', undefined],
    ];
    for (const [text, fen] of typed) expect(fenOf(text)).toBe(fen);
  });
});

describe('buildRequest', () => {
  it('makes one item of each mark, keeps only zones of pages that are there, and takes the official as himself', () => {
    const draft = {
      ...newDraft(id(100), null),
      applicantName: ' 王建国 ',
      purpose: '借款',
      seals: [id(5), id(6)],
      copies: 3,
      marks: [
        { seal: id(6), page: 1, xMm: 10, yMm: 10 },
        { seal: id(5), page: 1, xMm: 60, yMm: 10 },
        { seal: id(5), page: 0, xMm: 60, yMm: 10 },
      ],
    };
    const input = {
      village: id(1),
      filer: id(9),
      stamper: id(9),
      matter,
      pages: [a4, a4],
      applicantPerson: id(12),
      now: 5,
    };
    const request = buildRequest(draft, input);
    expect(request.impressions.map((i) => [i.seal, ...i.pages, i.copies])).toEqual([
      [id(5), 0, 3],
      [id(5), 1, 3],
      [id(6), 1, 3],
    ]);
    expect(request.zones).toHaveLength(1);
    expect(request.applicant).toEqual({ person: id(12), name: '王建国', phone: '' });
    expect(buildRequest({ ...draft, isNamesake: true }, input).applicant.person).toBeNull();
  });

  it('F5 adds a seal across the seam of all sheets with a count of its own, and has every page shown where the matter says so', () => {
    const marks = [{ seal: id(5), page: 1, xMm: 60, yMm: 10 }];
    const draft = { ...newDraft(id(100), null), seals: [id(5)], copies: 2, marks, isSeamed: true };
    const pages: PageView[] = [a4, a4, a4];
    const input = {
      village: id(1),
      filer: id(9),
      stamper: id(9),
      matter: { ...matter, everyPage: true },
      pages,
      applicantPerson: null,
      now: 5,
    };
    const request = buildRequest(draft, input);
    expect(request.impressions[1]).toMatchObject({
      kind: 'seam',
      pages: [0, 1, 2],
      place: { page: 0, xMm: 210 },
    });
    expect(request.everyPage).toBe(true);
    expect(impressionsOf(draft, pages)).toBe(4);
    // One sheet has no seam, and one page needs no order.
    const single = buildRequest({ ...draft, marks: [] }, { ...input, pages: [a4] });
    expect(single.impressions).toEqual([]);
    expect(single.everyPage).toBeUndefined();
  });
});

describe('isHeicFile', () => {
  it('goes by the first bytes, not by the name', async () => {
    const head = (brand: string) => new Blob([new Uint8Array(4), `ftyp${brand}`]);
    expect(await isHeicFile(head('heic'))).toBe(true);
    expect(await isHeicFile(head('mp42'))).toBe(false);
    expect(await isHeicFile(new File(['%PDF-1.7'], 'photo.heic'))).toBe(false);
  });
});
