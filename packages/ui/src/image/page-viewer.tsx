import { type ReactNode, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { BigButton } from '../display/big-button.tsx';
import { Waiting } from '../list/list-states.tsx';
import { ProblemNotice } from '../list/problem-notice.tsx';
import { useTexts } from '../text/catalogue.ts';
import type { ImageShelf } from './checked-image.ts';
import { useCheckedImage } from './page-image.tsx';
import { ZoomFrame } from './zoom-frame.tsx';

/**
 * All pages at full size, one at a time: pinch, double tap, wheel or buttons to zoom, swipe or buttons to turn.
 * `onShown` tells how long a page stood on the screen: an approver's reading time.
 */
export function PageViewer(props: {
  shelf: ImageShelf;
  pages: readonly { digest: string; side?: 'front' | 'back' }[];
  start: number;
  title?: (page: number) => string;
  onShown?: (digest: string, shownMs: number) => void;
  onClose: () => void;
}): ReactNode {
  const text = useTexts();
  const [at, setAt] = useState(props.start);
  const total = props.pages.length;
  const page = props.pages[at];
  const go = (by: 1 | -1) => setAt((i) => Math.min(total - 1, Math.max(0, i + by)));
  const { onClose } = props;
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.key === 'Escape') onClose();
      if (e.key === 'ArrowRight') setAt((i) => Math.min(total - 1, i + 1));
      if (e.key === 'ArrowLeft') setAt((i) => Math.max(0, i - 1));
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onClose, total]);
  if (!page) return null;
  const label = props.title?.(at) ?? text('image.pageOf', { n: at + 1, total });
  return createPortal(
    <div className="h-viewer" role="dialog" aria-modal="true" aria-label={label} data-testid="page-viewer">
      <div className="h-viewer-bar">
        <span>
          {label}
          {page.side === 'back' ? ` · ${text('image.back')}` : ''}
        </span>
        <BigButton kind="quiet" testId="close-viewer" onPress={onClose}>
          {text('image.close')}
        </BigButton>
      </div>
      <OnePage key={page.digest} {...props} digest={page.digest} alt={label} go={go} />
      <div className="h-viewer-bar">
        <BigButton kind="quiet" disabled={at === 0} onPress={() => go(-1)}>
          {text('image.previous')}
        </BigButton>
        <BigButton kind="quiet" testId="next-page" disabled={at === total - 1} onPress={() => go(1)}>
          {text('image.next')}
        </BigButton>
      </div>
    </div>,
    document.body,
  );
}

function OnePage(props: {
  shelf: ImageShelf;
  digest: string;
  alt: string;
  go: (by: 1 | -1) => void;
  onShown?: (digest: string, shownMs: number) => void;
}): ReactNode {
  const text = useTexts();
  const [step, setStep] = useState(0);
  const { shown, retry } = useCheckedImage(props.shelf, props.digest);
  const isReady = shown.state === 'ready';
  const { digest, onShown } = props;
  useEffect(() => {
    if (!isReady) return;
    const since = performance.now();
    onShown?.(digest, 0);
    return () => onShown?.(digest, Math.round(performance.now() - since));
  }, [isReady, digest, onShown]);
  if (shown.state === 'loading') return <Waiting>{text('image.checking')}</Waiting>;
  if (shown.state === 'error') return <ProblemNotice problem={shown.error} onRetry={retry} />;
  return (
    <>
      <ZoomFrame url={shown.image.url} alt={props.alt} step={step} onSwipe={props.go} />
      <div className="h-viewer-bar">
        <BigButton kind="quiet" onPress={() => setStep((n) => n - 1)}>
          {text('image.zoomOut')}
        </BigButton>
        <span>{text('image.hint')}</span>
        <BigButton kind="quiet" onPress={() => setStep((n) => n + 1)}>
          {text('image.zoomIn')}
        </BigButton>
      </div>
    </>
  );
}
