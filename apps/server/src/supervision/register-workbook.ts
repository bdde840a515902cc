import ExcelJS from 'exceljs';
import { phaseName } from '../seal-use/decidable.ts';
import { type RequestRow, summaryOf } from '../seal-use/request-summary.store.ts';

/** Columns of the paper register (AC-4, AC-5): number, time, unit, matter, reason, impressions, handler, approver, approval number, remarks. */
const columns = [
  { header: '编号', key: 'number', width: 24 },
  { header: '用印时间', key: 'time', width: 18 },
  { header: '用印单位', key: 'unit', width: 16 },
  { header: '用印事项', key: 'matter', width: 24 },
  { header: '事由', key: 'reason', width: 36 },
  { header: '印章', key: 'seals', width: 28 },
  { header: '批准次数', key: 'granted', width: 10 },
  { header: '实盖次数', key: 'executed', width: 10 },
  { header: '其中骑缝章（实盖/批准）', key: 'seams', width: 22 },
  { header: '申请人', key: 'applicant', width: 12 },
  { header: '经办人', key: 'handler', width: 12 },
  { header: '审批人', key: 'approver', width: 16 },
  { header: '批准文号', key: 'approval', width: 38 },
  { header: '状态', key: 'phase', width: 10 },
  { header: '备注', key: 'remarks', width: 30 },
] as const;

const beijing = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** The register as an Excel file. Texts are written as texts: none of them can become a formula. */
export async function registerWorkbook(rows: readonly RequestRow[], isDemo: boolean): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet(isDemo ? '用印登记簿（演示 DEMO）' : '用印登记簿', {
    views: [{ state: 'frozen', ySplit: 1 }],
  });
  sheet.columns = columns.map((c) => ({ ...c }));
  sheet.getRow(1).font = { bold: true };
  for (const row of rows) {
    const r = summaryOf(row);
    const remarks = [
      r.emergency ? '应急用印' : '',
      row.replaces ? '重新申请（原件作废）' : '',
      row.resolution ? `决议：${row.resolution}` : '',
      r.alarms > 0 ? `预警 ${r.alarms} 条` : '',
    ];
    sheet.addRow({
      number: r.number,
      time: beijing.format(r.finishedAt ?? r.filedAt),
      unit: r.village.name,
      matter: r.matter.name,
      reason: r.purpose,
      seals: r.seals.map((s) => s.name).join('、'),
      granted: r.granted,
      executed: r.executed,
      seams: r.seams ? `${r.seams.executed}/${r.seams.granted}` : '',
      applicant: r.applicantName,
      handler: r.filer.name,
      approver: r.approvers.join('、'),
      approval: row.authorization_id ?? '',
      phase: phaseName[r.phase],
      remarks: remarks.filter(Boolean).join('；'),
    });
  }
  return new Uint8Array(await book.xlsx.writeBuffer());
}
