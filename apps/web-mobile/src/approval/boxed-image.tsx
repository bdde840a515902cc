import type { VerdictSummary } from '@hufu/contract';
import { type ImageShelf, PageImage, PageViewer } from '@hufu/ui';
import { type ReactNode, useState } from 'react';
import { useT } from '../texts.ts';

/** The differences that a comparison found, drawn over the approved page (their boxes are its pixels at 200 dpi). */
export function BoxedImage(props: {
  shelf: ImageShelf;
  digest: string;
  caption: string;
  size?: { widthPx: number; heightPx: number };
  regions?: VerdictSummary['regions'];
}): ReactNode {
  const text = useT();
  const [isOpen, setOpen] = useState(false);
  const { size } = props;
  const percent = (part: number, whole: number) => `${((part / whole) * 100).toFixed(2)}%`;
  return (
    <figure className="m-boxed">
      <button type="button" className="m-page-open" onClick={() => setOpen(true)}>
        <PageImage shelf={props.shelf} digest={props.digest} alt={props.caption} />
        {size
          ? props.regions?.map(({ box: [x, y, w, h], kind }, i) => (
              <span
                key={i}
                className="m-box"
                title={kind}
                style={{
                  left: percent(x, size.widthPx),
                  top: percent(y, size.heightPx),
                  width: percent(w, size.widthPx),
                  height: percent(h, size.heightPx),
                }}
              />
            ))
          : null}
      </button>
      <figcaption>{props.caption}</figcaption>
      {isOpen ? (
        <PageViewer
          shelf={props.shelf}
          pages={[{ digest: props.digest }]}
          start={0}
          title={() => props.caption || text('image.open')}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </figure>
  );
}
