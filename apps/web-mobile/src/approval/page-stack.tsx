import { BigButton, type ImageShelf, PageImage, PageViewer } from '@hufu/ui';
import type { ReactNode } from 'react';
import { useT } from '../texts.ts';

/** All pages of a paper one under the other; a tap opens the page at full size. */
export function PageStack(props: {
  shelf: ImageShelf;
  pages: readonly { digest: string; side: 'front' | 'back'; warnings?: readonly string[] }[];
  /** Pages opened so far, marked as read; without it nothing is marked. */
  opened?: (digest: string) => boolean;
  onShown?: (digest: string, shownMs: number) => void;
  /** Which page is open at full size; a button elsewhere may open one too. */
  open: number | null;
  onOpen: (page: number | null) => void;
}): ReactNode {
  const text = useT();
  const { open, onOpen: setOpen } = props;
  return (
    <div className="m-pages">
      {props.pages.map((page, i) => (
        <figure
          key={`${page.digest}-${i}`}
          className="m-page"
          data-testid="page"
          data-opened={props.opened?.(page.digest)}
        >
          <button
            type="button"
            className="m-page-open"
            onClick={() => setOpen(i)}
            data-testid={`open-page-${i}`}
          >
            <PageImage shelf={props.shelf} digest={page.digest} alt={text('image.page', { n: i + 1 })} />
          </button>
          <figcaption>
            <span>
              {text('image.page', { n: i + 1 })}
              {page.side === 'back' ? ` · ${text('image.back')}` : ''}
            </span>
            {props.opened ? (
              <span className={props.opened(page.digest) ? 'm-good' : 'm-warn'}>
                {text(props.opened(page.digest) ? 'page.opened' : 'page.notOpened')}
              </span>
            ) : null}
            <BigButton kind="quiet" onPress={() => setOpen(i)}>
              {text('image.open')}
            </BigButton>
          </figcaption>
        </figure>
      ))}
      {open === null ? null : (
        <PageViewer
          shelf={props.shelf}
          pages={props.pages}
          start={open}
          {...(props.onShown ? { onShown: props.onShown } : {})}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  );
}
