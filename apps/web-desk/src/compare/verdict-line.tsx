import { paperReasons, type VerdictSummary } from '@hufu/contract';
import { useLanguage, VerdictTag } from '@hufu/ui';
import type { ReactNode } from 'react';
import { useT } from '../texts.ts';

/** What one comparison said: verdict, how sure, why, and what was read at the places that differ. */
export function VerdictLine(props: { who: string; verdict: VerdictSummary | null }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { verdict } = props;
  return (
    <div className="d-verdict">
      <b>{props.who}</b>
      {verdict ? (
        <>
          <VerdictTag verdict={verdict.verdict} />
          <span className="d-soft">
            {text('verdict.sure', { percent: Math.round(verdict.confidence * 100) })}
          </span>
          {verdict.reasons.map((code) => (
            <span key={code}>{reasonOf(code, language).join(text('list.colon'))}</span>
          ))}
          {verdict.regions
            .filter((r) => r.before !== null || r.after !== null)
            .slice(0, 5)
            .map((r, i) => (
              <span key={i} className="d-read">
                {text('verdict.read', { before: r.before ?? '—', after: r.after ?? '—' })}
              </span>
            ))}
        </>
      ) : (
        <span className="d-soft">{text('verdict.notYet')}</span>
      )}
    </div>
  );
}

/** A reason in words; a code without words is shown as it is, so that none is hidden. */
function reasonOf(code: string, language: 'zh' | 'en'): string[] {
  if (!Object.hasOwn(paperReasons, code)) return [code];
  const [what, why] = paperReasons[code as keyof typeof paperReasons][language];
  return [what, why];
}
