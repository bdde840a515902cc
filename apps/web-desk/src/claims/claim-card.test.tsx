import type { ClaimView } from '@hufu/contract';
import { startTexts } from '@hufu/ui';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeAll, describe, expect, it } from 'vitest';
import { landingOf } from '../layout/menu.ts';
import { deskTexts } from '../texts.ts';
import { ClaimCard } from './claim-card.tsx';
import { splitClaims } from './claims-page.tsx';

const claim: ClaimView = {
  id: 'c'.repeat(64),
  serial: 'HF-2026-0001',
  machine: '0123456789abcdef'.repeat(4),
  at: Date.UTC(2026, 10, 23, 1),
  state: 'waiting',
  triesLeft: 5,
  pressKey: 'cHJlc3Mga2V5IG9mIHRoZSBjbGFpbQ',
  agentKey: 'YWdlbnQga2V5IG9mIHRoZSBjbGFpbQ',
};
const shown = (of: Partial<ClaimView>, mayAdmit = true) =>
  renderToStaticMarkup(
    <ClaimCard claim={{ ...claim, ...of }} mayAdmit={mayAdmit} onDone={() => undefined} />,
  );
beforeAll(() => startTexts(deskTexts));

describe('a machine that asks for its place, at the desk', () => {
  it('is admitted by digits that somebody reads off its screen: the desk has a field for them and does not tell them', () => {
    expect(shown({})).toMatch(
      /HF-2026-0001.*0123 4567 89ab cdef.*机身铭牌上的序列号.*核对并开通.*不是我们的机器/s,
    );
    expect(shown({})).not.toMatch(/value="\d{6}"|再错/);
    expect(shown({ triesLeft: 3 })).toContain('再错 3 次');
  });

  it('is only looked at by whoever may not admit it', () => {
    expect(shown({}, false)).toContain('由运维人员办理');
    expect(shown({}, false)).not.toContain('claim-admit');
  });

  it('leaves for the roster the keys that its root holders sign, and says so', () => {
    const admitted = shown({ state: 'admitted' });
    expect(admitted).toContain(claim.pressKey);
    expect(admitted).toContain(claim.agentKey);
    expect(admitted).toMatch(/签进名册，之后才能盖章/);
    expect(shown({ state: 'closed' })).toContain('重新生成申请');
  });

  it('stands before those that were dealt with, the one that waits longest first', () => {
    const items = [
      { ...claim, id: '3', at: 3 },
      { ...claim, id: '2', at: 2, state: 'closed' as const },
      { ...claim, id: '1', at: 1 },
    ];
    const { waiting, done } = splitClaims(items);
    expect([...waiting, ...done].map((c) => c.id)).toEqual(['1', '3', '2']);
  });

  it('is what a maintainer sees when he may not see the statistics that others land on', () => {
    const may = new Set(['maintenance.listClaims', 'supervision.listMatters']);
    const overview = { screen: 'overview', query: {} } as const;
    expect(landingOf(overview, may)).toEqual({ screen: 'claims', query: {} });
    expect(landingOf(overview, new Set([...may, 'supervision.getStatistics']))).toEqual(overview);
    expect(landingOf({ screen: 'story', id: 'x' }, may)).toEqual({ screen: 'story', id: 'x' });
  });
});
