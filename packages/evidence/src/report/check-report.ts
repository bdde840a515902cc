import { refuse, sameBytes } from '@hufu/contract';
import { type Pack, reportPath } from '../pack.ts';
import { failed, passed, type Verdict, verdictOf } from '../verdict.ts';
import { makeReport, reportProducer } from './report-pdf.ts';

/**
 * Adds the step `report` to a verdict: the verifier makes the report again from the verified statements and compares the
 * bytes, so that no pack carries a report that tells another story. One of another version of the generator is not
 * compared, and that is a reservation.
 */
export async function checkReport(verdict: Verdict, pack: Pack): Promise<Verdict> {
  const given = pack.files.get(reportPath);
  if (!verdict.ok || !given) return verdict;
  const { steps, reservations } = verdict;
  // Read as Latin-1: the name stands in the file as it is, since nothing is compressed.
  if (!new TextDecoder('latin1').decode(given).includes(`(${reportProducer})`)) {
    const note = {
      zh: '包里的 PDF 报告由另一版本的程序生成，没有核对；请不要只看它。',
      en: 'The PDF report was made by another version and was not compared; do not rely on it alone.',
    };
    const step = passed('report', '没有核对', 'not compared');
    const believed =
      verdict.reservations.length === 0 ? verdict.sentence : { zh: '证据完整。', en: 'The evidence holds.' };
    return verdictOf([...steps, step], [...reservations, note], believed);
  }
  const own = await makeReport(pack);
  const step =
    own && sameBytes(own, given)
      ? passed('report', 'PDF 报告与证据一字不差', 'the PDF report says exactly what the evidence says')
      : failed(
          'report',
          refuse('EVIDENCE_FILE_ALTERED', {
            path: reportPath,
            problem: '与由证据重新生成的报告不同 / it is not the report that this evidence gives',
          }),
        );
  return step.ok
    ? { ...verdict, steps: [...steps, step] }
    : verdictOf([...steps, step], reservations, verdict.sentence);
}
