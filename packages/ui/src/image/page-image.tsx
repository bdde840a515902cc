import { type ReactNode, useEffect, useState } from 'react';
import { Waiting } from '../list/list-states.tsx';
import { ProblemNotice } from '../list/problem-notice.tsx';
import { useTexts } from '../text/catalogue.ts';
import type { CheckedImage, ImageShelf } from './checked-image.ts';

type Shown =
  | { state: 'loading' }
  | { state: 'error'; error: unknown }
  | { state: 'ready'; image: CheckedImage };

/** Fetches and checks one image of a shelf. */
export function useCheckedImage(shelf: ImageShelf, digest: string): { shown: Shown; retry: () => void } {
  const [shown, setShown] = useState<Shown>({ state: 'loading' });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` starts it again
  useEffect(() => {
    let isGone = false;
    setShown({ state: 'loading' });
    shelf.get(digest).then(
      (image) => !isGone && setShown({ state: 'ready', image }),
      (error: unknown) => !isGone && setShown({ state: 'error', error }),
    );
    return () => {
      isGone = true;
    };
  }, [shelf, digest, attempt]);
  return { shown, retry: () => setAttempt((n) => n + 1) };
}

/** A page, drawn only when its bytes are those of its digest. */
export function PageImage(props: {
  shelf: ImageShelf;
  digest: string;
  alt: string;
  onShown?: (digest: string) => void;
}): ReactNode {
  const text = useTexts();
  const { shown, retry } = useCheckedImage(props.shelf, props.digest);
  if (shown.state === 'loading') return <Waiting>{text('image.checking')}</Waiting>;
  if (shown.state === 'error') return <ProblemNotice problem={shown.error} onRetry={retry} />;
  return (
    <img
      className="h-page"
      src={shown.image.url}
      alt={props.alt}
      data-digest={props.digest}
      onLoad={() => props.onShown?.(props.digest)}
    />
  );
}
