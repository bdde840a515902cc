import type { ImpressionView, RequestDetail } from '@hufu/contract';
import { formatDateTime, type ImageShelf, VerdictTag } from '@hufu/ui';
import type { ReactNode } from 'react';
import { BoxedImage } from '../approval/boxed-image.tsx';
import { Block } from '../layout/screen.tsx';
import { useT } from '../texts.ts';

/** The pictures of every impression that was made: before, after, and what machine and server said of them. */
export function Results(props: { detail: RequestDetail; shelf: ImageShelf }): ReactNode {
  const text = useT();
  const done = props.detail.impressionPlan.filter((i) => i.before !== null || i.after !== null);
  if (done.length === 0) return null;
  // Laid straight by the page's corners where the evidence has them: both pictures then show the sheet alike.
  const straight = (i: ImpressionView, corners: ImpressionView['beforeCorners']) => {
    const size = props.detail.pageList[i.page];
    return size && corners ? { size, corners } : {};
  };
  return (
    <Block title={text('results.title')} testId="results">
      {done.map((i) => (
        <article key={i.k} className="m-trial">
          <p>
            {text('progress.line', { n: i.k + 1, seal: i.sealName, page: i.page + 1, copy: i.copy + 1 })}
            {i.at !== null ? ` ${formatDateTime(i.at)}` : ''}
          </p>
          <div className="m-compare">
            {i.before ? (
              <BoxedImage
                shelf={props.shelf}
                digest={i.before}
                caption={text('results.before')}
                {...straight(i, i.beforeCorners)}
              />
            ) : null}
            {i.after ? (
              <BoxedImage
                shelf={props.shelf}
                digest={i.after}
                caption={text('results.after')}
                {...straight(i, i.afterCorners)}
              />
            ) : null}
          </div>
          <p className="m-verdicts">
            {i.beforeVerdict ? (
              <span>
                {text('results.machineBefore')} <VerdictTag verdict={i.beforeVerdict.verdict} />
              </span>
            ) : null}
            {i.afterVerdict ? (
              <span>
                {text('results.machineAfter')} <VerdictTag verdict={i.afterVerdict.verdict} />
              </span>
            ) : null}
            {i.serverVerdict ? (
              <span>
                {text('results.server')} <VerdictTag verdict={i.serverVerdict.verdict} />
              </span>
            ) : null}
          </p>
        </article>
      ))}
    </Block>
  );
}
