import type { ReactNode } from 'react';
import { useTexts } from '../text/catalogue.ts';
import { formatTime } from '../text/format.ts';
import { Notice, ProblemNotice } from './problem-notice.tsx';
import type { Loaded } from './use-load.ts';

/** Draws a list in its four states: loading, empty (says what to do), error (says what to do), data. */
export function ListStates<T>(props: {
  loaded: Loaded<T>;
  isEmpty?: (data: T) => boolean;
  /** What to do when there is nothing. */
  empty?: ReactNode;
  onRetry: () => void;
  children: (data: T) => ReactNode;
}): ReactNode {
  const text = useTexts();
  const { loaded } = props;
  switch (loaded.state) {
    case 'loading':
      return <Waiting>{text('state.loading')}</Waiting>;
    case 'error':
      return <ProblemNotice problem={loaded.error} onRetry={props.onRetry} />;
    case 'data':
      return (
        <>
          {loaded.isStale ? (
            <div data-testid="stale">
              <Notice tone="warn">{text('state.stale', { time: formatTime(loaded.at) })}</Notice>
            </div>
          ) : null}
          {props.isEmpty?.(loaded.data) ? (
            <div className="h-state">{props.empty ?? text('state.empty')}</div>
          ) : (
            props.children(loaded.data)
          )}
        </>
      );
    default:
      return loaded satisfies never;
  }
}

/** A turning wheel with words. */
export function Waiting(props: { children: ReactNode }): ReactNode {
  return (
    <div className="h-state" role="status">
      <span className="h-spinner" aria-hidden="true" />
      {props.children}
    </div>
  );
}
