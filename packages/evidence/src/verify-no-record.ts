import { refuse } from '@hufu/contract';
import { parseNote, verifyNote } from '@hufu/log';
import type { TrustPolicy } from './trust-policy.ts';
import { failed, passed, type Verdict, type VerifiedStep, verdictOf } from './verdict.ts';

/** First line of a 'no record' note; no log's origin begins so, and a note is never both. */
const FIRST_LINE = 'hufu no-record v1\n';

/** Whether a file claims to be a signed 'no record' of a look-up by photo. */
export function isNoRecord(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, FIRST_LINE.length)) === FIRST_LINE;
}

/**
 * Verifies a signed 'no record': that a log of the policy has said so. What it says is only that nothing was found;
 * so the verdict is amber at best. Its key is not in the file: without a policy there is nothing to verify it with.
 */
export function verifyNoRecord(bytes: Uint8Array, policy?: TrustPolicy): Verdict {
  const steps: VerifiedStep[] = [];
  const end = (zh = '', en = '') => verdictOf(steps, zh === '' ? [] : [limits], { zh, en });
  const note = parseNote(bytes);
  if (!note.ok || !note.value.text.startsWith(FIRST_LINE)) {
    steps.push(failed('manifest', note.ok ? refuse('NOTE_MALFORMED', { problem: 'first line' }) : note));
    return end();
  }
  steps.push(passed('manifest', '“查无记录”完整', "the 'no record' is whole"));
  const signed = policy
    ? verifyNote(
        note.value,
        policy.tlog.logs.map((l) => l.key),
      )
    : refuse('NOTE_UNSIGNED');
  if (!signed.ok) {
    steps.push(failed('log', signed));
    return end();
  }
  const names = signed.value.map((k) => k.name).join('、');
  steps.push(passed('log', `由 ${names} 的日志钥匙签名`, `signed with the log key of ${names}`));
  return end(
    '签名成立：当时没有找到与这张照片相符的记录。',
    'The signature holds: at that time no record was found for this photo.',
  );
}

const limits = {
  zh: '没有找到不等于纸是假的；照片摘要、查找范围和实测找到的比例写在文件里，请一并看。',
  en: 'it is no proof that the paper is false; read the photo’s digest, what was searched and the measured recall in the file.',
};
