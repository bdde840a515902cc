import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { type MatrixStep, matrixSteps, runCell } from './fault-cell.ts';
import { faultMatrix, type MatrixRow } from './fault-matrix.ts';

// The truth is the mechanism's: every cell holds all invariants at every step, whatever its letters say.
vi.setConfig({ testTimeout: 60_000 });
const steps = Object.keys(matrixSteps) as MatrixStep[];
const rollback = 23;
const expiry = 16;

const cells = faultMatrix.flatMap((row) =>
  steps.flatMap((step) => {
    const wanted = row.cells[step];
    return wanted !== undefined && row.inject
      ? [{ name: `X${row.n}.${step}`, row, inject: row.inject, step, wanted }]
      : [];
  }),
);

describe('the fault matrix', () => {
  it.each(cells)('$name $row.en: $wanted', async ({ row, inject, step, wanted }) => {
    const { code, contacts, violations, trace } = await runCell(
      inject,
      step,
      row.n === expiry ? 2000 : undefined,
    );
    expect(code, trace.join('\n')).toBe(wanted);
    // Nobody presses again after an executed or an unknown one, whatever was forgotten.
    const byHand = row.en.startsWith('Manual') ? 1 : 0;
    expect(contacts - byHand).toBeLessThanOrEqual(1);
    if (/^(E|–)/.test(code) === false && code.startsWith('U')) expect(contacts).toBe(0);
    // A machine put back to an older disk forks its records: that is how the server sees it, and what row 23 is about.
    const found = row.n === rollback ? violations.filter((v) => v.invariant === 'M1') : violations;
    expect(found, trace.join('\n')).toEqual([]);
    if (row.n === rollback && step !== 'k')
      expect(violations.some((v) => v.invariant === 'M9') || code.includes('Q')).toBe(true);
  });

  it('has a letter or a reason for every cell', () => {
    const open = faultMatrix.flatMap((row) =>
      steps.filter((s) => row.cells[s] === undefined && !row.impossible.some((i) => i.steps.includes(s))),
    );
    expect(open).toEqual([]);
  });

  it('stands in docs/fault-matrix.md as it is tested', () => {
    const path = new URL('../../../../docs/fault-matrix.md', import.meta.url);
    const text = document(faultMatrix);
    if (process.env.UPDATE_MATRIX) writeFileSync(path, text);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});

function document(rows: readonly MatrixRow[]): string {
  const reasons = [...new Set(rows.flatMap((r) => r.impossible.map((i) => i.why)))];
  const cell = (row: MatrixRow, step: MatrixStep) => {
    const why = row.impossible.find((i) => i.steps.includes(step))?.why;
    return row.cells[step] ?? `× ${reasons.indexOf(why ?? '') + 1}`;
  };
  return [
    '# Fault matrix of the machine 印章机故障矩阵',
    '',
    'One stamping of one impression, one fault at one step. Every cell is the test `X<row>.<step>` of',
    '`apps/machine/src/drill/fault-matrix.test.ts`: the agent’s real code and the press controller’s real core in virtual time, with the',
    'simulated mechanism’s own count of contacts as the truth. This page is made from the table that the tests run',
    '(`UPDATE_MATRIX=1 npx vitest run --project unit apps/machine/src/drill/fault-matrix.test.ts -t stands`).',
    '',
    '每格是一次试验：盖一次章，在该步骤出一次故障；以模拟机构自己的接触计数为准。',
    '',
    'First letter: outcome of the first attempt, E executed 已盖 · N not executed, a new attempt follows 未盖 · U unknown 不明 · – no attempt was made.',
    'Then: Q locked itself until two service people came 自锁 · + an alarm is in the record 报警 · R refused to start or to confirm meanwhile, or the paper was refused',
    '拒绝 · late the picture after the press says that it is late 补拍 · ! the picture after the press does not match, somebody has to look 待复核.',
    '',
    `| # | fault | ${steps.map((s) => `${s} ${matrixSteps[s].says}`).join(' | ')} |`,
    `|---|---|${steps.map(() => '---').join('|')}|`,
    ...rows.map((r) => `| ${r.n} | ${r.zh} ${r.en} | ${steps.map((s) => cell(r, s)).join(' | ')} |`),
    '',
    'Impossible, or not tested here, and why:',
    '',
    ...reasons.map((why, i) => `${i + 1}. ${why}`),
    '',
  ].join('\n');
}
