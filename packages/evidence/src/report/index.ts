export { checkReport } from './check-report.ts';
export { makeReport } from './report-pdf.ts';
