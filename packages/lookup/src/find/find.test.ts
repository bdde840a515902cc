import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseFeatures, KEPT } from '../feature/choose-features.ts';
import type { Feature } from '../feature/feature.ts';
import { decodePlaces, encodePlaces, type Mark } from '../feature/paper-features.ts';
import { countPapers, rankCandidates } from './candidates.ts';
import { featuresDigest, type PageRows } from './features-digest.ts';
import { judge, type LookupOutcome } from './judge.ts';
import { POSTING_BYTES, postingRowsOf, SEGMENT_PAPERS, withoutPapers } from './posting.ts';

/** A page of A4 at 200 dpi with runs of print in lines; `entries` are of one person, the rest is the form's. */
function aPage(form: number, person: number, entries = 12): Feature[] {
  return Array.from({ length: 120 }, (_, i) => {
    const isEntry = i % Math.floor(120 / entries) === 0;
    return {
      token: hash(isEntry ? `${form}/${person}/${i}` : `${form}/${i}`),
      x: 150 + (i % 6) * 240,
      y: 200 + Math.floor(i / 6) * 100,
      isNumber: isEntry && i % 2 === 0,
      probability: 0.99,
    };
  });
}

function hash(text: string): number {
  let h = 2_166_136_261;
  for (const c of text) h = Math.imul(h ^ (c.codePointAt(0) ?? 0), 16_777_619);
  h ^= h >>> 15;
  return (Math.imul(h, 0x2c1b3c6d) ^ (h >>> 12)) >>> 6;
}

const size = { width: 1654, height: 2339 };

/** An index of pages in memory, filled one after the other as the server does. */
function anIndex(pages: readonly (readonly Feature[])[]) {
  const papers: { number: number; marks: readonly Mark[] }[] = [];
  for (const page of pages) {
    const count = countPapers(page, postingRowsOf(papers));
    papers.push({ number: papers.length, marks: chooseFeatures(page, size, count).marks });
  }
  const rows = postingRowsOf(papers);
  return (photo: readonly Feature[]): LookupOutcome =>
    judge(photo, rankCandidates(photo, rows, papers.length, 20), (n) => {
      const marks = papers[n]?.marks;
      return marks && decodePlaces(encodePlaces(marks));
    });
}

/** The page seen by a camera: turned, smaller, from the side. */
function seen(page: readonly Feature[], angle: number): Feature[] {
  return page.map((f) => {
    const x = f.x - 827;
    const y = f.y - 1170;
    const w = 1 + 0.00008 * y;
    return {
      ...f,
      x: (1.3 * (x * Math.cos(angle) - y * Math.sin(angle))) / w + 1500,
      y: (1.3 * (x * Math.sin(angle) + y * Math.cos(angle))) / w + 2000,
    };
  });
}

describe('looking a paper up', () => {
  const forms = [1, 2, 3, 4, 5, 6];
  const people = [1, 2, 3];
  const search = anIndex(forms.flatMap((form) => people.map((person) => aPage(form, person))));

  it('finds the paper whichever way it lies, among others of the same form', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...forms),
        fc.constantFrom(...people),
        fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
        (form, person, angle) => {
          const answer = search(seen(aPage(form, person), angle));
          expect(answer).toMatchObject({
            outcome: 'found',
            best: { paper: forms.indexOf(form) * people.length + people.indexOf(person) },
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('finds it when half of the sheet is covered and a third of the rest is misread', () => {
    const photo = seen(aPage(3, 2), 0.4)
      .filter((_, i) => i < 60)
      .map((f, i) => (i % 3 === 1 ? { ...f, token: hash(`misread ${i}`) } : f));
    expect(search(photo)).toMatchObject({ outcome: 'found', best: { paper: 7 } });
  });

  it('says of a stranger’s entries in a known form that it is similar, never that it is found', () => {
    for (const form of forms) expect(search(seen(aPage(form, 9), 0.2)).outcome).toBe('similar');
  });

  it('finds nothing for another form, and says nothing about a photo with hardly any print', () => {
    expect(search(seen(aPage(77, 1), 0)).outcome).toBe('none');
    expect(search(seen(aPage(1, 1), 0).slice(0, 10)).outcome).toBe('unreadable');
  });

  it('does not take the same runs in other places for the same paper', () => {
    const page = aPage(2, 1);
    const order = page.map((_, i) => i).sort((a, b) => hash(`order ${a}`) - hash(`order ${b}`));
    const shuffled = page.map((f, i) => ({ ...f, ...placeOf(page, order[i] ?? 0) }));
    expect(search(shuffled).outcome).not.toBe('found');
  });
});

function placeOf(page: readonly Feature[], i: number): { x: number; y: number } {
  return { x: page[i]?.x ?? 0, y: page[i]?.y ?? 0 };
}

describe('what the index keeps of a page', () => {
  const mark = fc.record({
    token: fc.integer({ min: 0, max: 2 ** 26 - 1 }),
    x: fc.integer({ min: 0, max: 63 }),
    y: fc.integer({ min: 0, max: 63 }),
    isNumber: fc.boolean(),
    isRare: fc.boolean(),
  });

  it('gives places and kinds back as they were', () => {
    fc.assert(
      fc.property(fc.array(mark, { maxLength: KEPT }), (marks) => {
        expect(decodePlaces(encodePlaces(marks))).toEqual(marks.map(({ token: _, ...m }) => m));
      }),
    );
  });

  it('finds every token of every paper again in its postings, across segments', () => {
    const papers = fc.uniqueArray(fc.integer({ min: 0, max: 3 * SEGMENT_PAPERS }), { maxLength: 6 });
    fc.assert(
      fc.property(papers, fc.array(mark, { minLength: 1, maxLength: 20 }), (numbers, marks) => {
        const rows = postingRowsOf(numbers.map((number) => ({ number, marks })));
        const photo = marks.map((m) => ({ token: m.token, x: 0, y: 0, isNumber: false, probability: 1 }));
        const found = rankCandidates(photo, rows, numbers.length, 10).map((c) => c.paper);
        expect(found.sort((a, b) => a - b)).toEqual([...numbers].sort((a, b) => a - b));
        for (const row of rows) expect(row.postings.length % POSTING_BYTES).toBe(0);
      }),
    );
  });

  it('forgets papers without a trace of them, and leaves the postings of all others as if they had never been there', () => {
    const papers = fc.uniqueArray(fc.integer({ min: 0, max: 2 * SEGMENT_PAPERS }), { maxLength: 8 });
    fc.assert(
      fc.property(
        papers,
        fc.array(mark, { minLength: 1, maxLength: 20 }),
        fc.nat(8),
        (numbers, marks, some) => {
          const of = (list: readonly number[]) => postingRowsOf(list.map((number) => ({ number, marks })));
          const gone = new Set(numbers.slice(0, some));
          const left = of(numbers)
            .map((row) => ({ ...row, postings: withoutPapers(row, gone) }))
            .filter((row) => row.postings.length > 0);
          expect(left).toEqual(of(numbers.slice(some)));
        },
      ),
    );
  });

  it('has one digest for its rows, which any other row, posting or day changes', () => {
    const rows = fc.record({
      number: fc.nat(9),
      page: fc.nat(3),
      record: fc.constantFrom('a', 'b'),
      at: fc.nat(3),
      places: fc.uint8Array({ maxLength: 4 }),
      postings: fc.array(fc.record({ slot: fc.nat(47), token: fc.nat(2 ** 26 - 1) }), { maxLength: 4 }),
    });
    const plain = (r: PageRows) =>
      JSON.stringify([
        ...[r.number, r.page, r.record, r.at, [...r.places]],
        r.postings.map((p) => p.slot * 2 ** 26 + p.token).sort((a, b) => a - b),
      ]);
    fc.assert(
      fc.property(rows, rows, (a, b) => {
        const isSame = Buffer.from(featuresDigest(a)).equals(Buffer.from(featuresDigest(b)));
        expect(isSame).toBe(plain(a) === plain(b));
        const turned = { ...a, postings: [...a.postings].reverse() };
        expect(featuresDigest(turned)).toEqual(featuresDigest(a));
      }),
    );
  });

  it('is at most 48 features, spread over the page, the rare ones first', () => {
    const page = aPage(1, 1);
    const common = new Set(page.filter((_, i) => i % 10 !== 0).map((f) => f.token));
    const { marks } = chooseFeatures(page, size, (token) => (common.has(token) ? 40 : 0));
    expect(marks).toHaveLength(KEPT);
    expect(marks.filter((m) => m.isRare)).toHaveLength(12);
    for (const half of [marks.filter((m) => m.y < 32), marks.filter((m) => m.y >= 32)])
      expect(half.length).toBeGreaterThan(KEPT / 3);
  });
});
