import { type ReactNode, useEffect, useRef } from 'react';
import { BigButton } from '../display/big-button.tsx';
import { useLanguage, useTexts } from '../text/catalogue.ts';
import { problemOf } from './problem.ts';

/** How often what failed for want of a connection is tried again by itself. */
const retryMs = 10_000;

/** Tries again when the network comes back and now and then, as the sentence of such a problem promises. */
function useRetry(isUnreachable: boolean, onRetry: (() => void) | undefined): void {
  const latest = useRef(onRetry);
  latest.current = onRetry;
  useEffect(() => {
    if (!isUnreachable) return;
    const retry = () => latest.current?.();
    const timer = setInterval(retry, retryMs);
    window.addEventListener('online', retry);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', retry);
    };
  }, [isUnreachable]);
}

/** The three sentences of whatever went wrong: what happened, why, what to do. */
export function ProblemNotice(props: { problem: unknown; onRetry?: () => void }): ReactNode {
  const text = useTexts();
  const shown = problemOf(props.problem, useLanguage());
  useRetry(shown.code === 'SERVER_UNREACHABLE', props.onRetry);
  return (
    <div className="h-notice" role="alert" data-code={shown.code}>
      <p>{shown.what}</p>
      <p>{shown.why}</p>
      <p>{shown.todo}</p>
      <p className="h-support">
        {text('problem.details', { code: shown.code })}
        {shown.support ? ` · ${text('problem.support', { code: shown.support })}` : ''}
      </p>
      {props.onRetry ? <BigButton onPress={props.onRetry}>{text('state.retry')}</BigButton> : null}
    </div>
  );
}

/** A remark that is no error. */
export function Notice(props: { tone: 'warn' | 'good' | 'info' | 'bad'; children: ReactNode }): ReactNode {
  return (
    <div className="h-notice" data-tone={props.tone} role={props.tone === 'bad' ? 'alert' : 'status'}>
      {props.children}
    </div>
  );
}
