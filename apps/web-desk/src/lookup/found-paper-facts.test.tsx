import type { FoundPaper } from '@hufu/contract';
import { startTexts } from '@hufu/ui';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeAll, expect, it } from 'vitest';
import { deskTexts } from '../texts.ts';
import { FoundPaperFacts } from './found-paper-facts.tsx';

const found: FoundPaper = {
  id: '6f1a2c1e-0b1e-4a57-9d7c-0c6c1f1d2e3f',
  kind: 'oldPaper',
  village: { id: '6f1a2c1e-0b1e-4a57-9d7c-0c6c1f1d2e30', parent: null, level: 'village', name: '桐语村' },
  title: '土地承包合同',
  page: 0,
  stampedAt: null,
  statedDate: '2012-05-06',
  registeredBy: '李强',
  registeredAt: Date.UTC(2026, 10, 23),
  all: { found: 40, shown: 48 },
  numbers: { found: 12, shown: 14 },
  comparison: null,
};

beforeAll(() => startTexts(deskTexts));

it('tells of an old paper when it was registered, and that nobody vouches for when it was stamped (N13)', () => {
  const shown = renderToStaticMarkup(<FoundPaperFacts paper={found} isBest />);
  expect(shown).toMatch(/盖章日期.*未经核实.*纸上写的日期（未经核实）.*2012-05-06.*登记日期.*2026/s);
  expect(shown).not.toContain('与批准的页面比对');
});

it('tells of a paper stamped under the system when that was, and how the photo compares', () => {
  const own: FoundPaper = {
    ...found,
    kind: 'request',
    stampedAt: Date.UTC(2026, 9, 1),
    statedDate: null,
    registeredBy: null,
    comparison: { verdict: 'mismatch', confidence: 0.9, reasons: ['DIGIT_CHANGED'], regions: [] },
  };
  const shown = renderToStaticMarkup(<FoundPaperFacts paper={own} isBest />);
  expect(shown).toMatch(/盖章日期.*2026.*与批准的页面比对.*处不同/s);
  expect(shown).not.toContain('未经核实');
});
