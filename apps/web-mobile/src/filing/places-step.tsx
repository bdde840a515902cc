import { imageShelf, PageImage } from '@hufu/ui';
import { type MouseEvent, type ReactNode, useEffect, useMemo, useState } from 'react';
import { blobsOf } from '../session/api.ts';
import { useT } from '../texts.ts';
import { impressionsOf, pageSizeMm, placeMark, removeMark, seamsOf } from './draft.ts';
import type { StepProps } from './step-props.ts';

/** Where each seal goes: a tap on the page puts it there. */
export function PlacesStep({ draft, change, form, pages }: StepProps): ReactNode {
  const text = useT();
  const shelf = useMemo(() => imageShelf(blobsOf(undefined)), []);
  useEffect(() => () => shelf.clear(), [shelf]);
  const [seal, setSeal] = useState(draft.seals[0]);
  const lastMarked = draft.marks.at(-1)?.page ?? 0;
  const [at, setAt] = useState(lastMarked);
  const page = pages[at];
  const sheets = pages.filter((p) => p.side === 'front').length;
  const chosen = form.seals.find((s) => s.id === seal);
  const put = (e: MouseEvent<HTMLButtonElement>) => {
    if (!page || !seal) return;
    const box = e.currentTarget.getBoundingClientRect();
    const { w, h } = pageSizeMm(page);
    // A click by keyboard has no place: the usual one stays.
    if (e.detail === 0) return;
    const xMm = ((e.clientX - box.left) / box.width) * w;
    const yMm = ((e.clientY - box.top) / box.height) * h;
    change((d) => placeMark(d, { seal, page: at, xMm, yMm }));
  };
  return (
    <div className="m-question">
      <h2>{text('places.question')}</h2>
      <p className="m-soft">{text('places.explain')}</p>
      {draft.seals.length > 1 ? (
        <div className="m-chips">
          {draft.seals.map((id) => (
            <button
              key={id}
              type="button"
              aria-pressed={seal === id}
              className="m-chip"
              onClick={() => setSeal(id)}
            >
              {form.seals.find((s) => s.id === id)?.name ?? id}
            </button>
          ))}
        </div>
      ) : null}
      {pages.length > 1 ? (
        <div className="m-chips">
          {pages.map((p, i) => (
            <button
              key={`${p.digest}-${i}`}
              type="button"
              className="m-chip"
              aria-pressed={at === i}
              onClick={() => setAt(i)}
            >
              {text('image.page', { n: i + 1 })}
              {draft.marks.some((m) => m.page === i)
                ? ` ${text('places.marked', { n: draft.marks.filter((m) => m.page === i).length })}`
                : ''}
            </button>
          ))}
        </div>
      ) : null}
      {page ? (
        <div className="m-place">
          <button
            type="button"
            className="m-page-open"
            data-testid="place-page"
            onClick={put}
            aria-label={text('places.tap')}
          >
            <PageImage shelf={shelf} digest={page.digest} alt={text('image.page', { n: at + 1 })} />
            {draft.marks
              .filter((m) => m.page === at)
              .map((m) => {
                const { w, h } = pageSizeMm(page);
                const info = form.seals.find((s) => s.id === m.seal);
                const d = info?.diameterMm ?? 42;
                return (
                  <span
                    key={m.seal}
                    className="m-mark"
                    data-testid="mark"
                    data-active={m.seal === seal ? 'yes' : 'no'}
                    style={{
                      left: `${(m.xMm / w) * 100}%`,
                      top: `${(m.yMm / h) * 100}%`,
                      width: `${(d / w) * 100}%`,
                    }}
                  >
                    <span>{info?.name ?? ''}</span>
                  </span>
                );
              })}
          </button>
        </div>
      ) : null}
      {seal && chosen && draft.marks.some((m) => m.seal === seal && m.page === at) ? (
        <button
          type="button"
          className="h-button"
          data-kind="quiet"
          onClick={() => change((d) => removeMark(d, seal, at))}
        >
          {text('places.remove', { seal: chosen.name })}
        </button>
      ) : null}
      {sheets > 1 ? (
        <label className="m-check">
          <input
            type="checkbox"
            data-testid="seam"
            checked={draft.isSeamed ?? false}
            onChange={(e) => change((d) => ({ ...d, isSeamed: e.target.checked }))}
          />
          <span>
            {text('places.seam', {
              sheets,
              seal: form.seals.find((s) => s.id === draft.seals[0])?.name ?? '',
            })}
          </span>
        </label>
      ) : null}
      {draft.isSeamed && sheets > 1 ? (
        <p className="m-soft">
          {text('places.seamExplain', { n: seamsOf(draft, pages).length * draft.copies })}
        </p>
      ) : null}
      <p data-testid="impression-count">
        {text('places.count', {
          marks: draft.marks.length,
          copies: draft.copies,
          n: impressionsOf(draft, pages),
        })}
      </p>
    </div>
  );
}
