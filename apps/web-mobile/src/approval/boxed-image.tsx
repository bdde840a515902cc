import type { VerdictSummary } from '@hufu/contract';
import {
  type ImageShelf,
  PageImage,
  PageViewer,
  type Point,
  StraightPicture,
  useCheckedImage,
  useRoom,
} from '@hufu/ui';
import { type ReactNode, useState } from 'react';
import { useT } from '../texts.ts';

/**
 * The differences that a comparison found, drawn over the approved page (their boxes are its pixels at 200 dpi), or over
 * a photograph laid straight by the page's corners in it.
 */
export function BoxedImage(props: {
  shelf: ImageShelf;
  digest: string;
  caption: string;
  size?: { widthPx: number; heightPx: number };
  /** Of a photograph: where the page's corners are; without them it is shown as it was taken, without boxes. */
  corners?: readonly Point[] | null | undefined;
  regions?: VerdictSummary['regions'];
}): ReactNode {
  const text = useT();
  const [isOpen, setOpen] = useState(false);
  const { size } = props;
  const percent = (part: number, whole: number) => `${((part / whole) * 100).toFixed(2)}%`;
  return (
    <figure className="m-boxed">
      <button type="button" className="m-page-open" onClick={() => setOpen(true)}>
        {size && props.corners ? (
          <Straight {...props} size={size} corners={props.corners} />
        ) : (
          <PageImage shelf={props.shelf} digest={props.digest} alt={props.caption} />
        )}
        {size && !('corners' in props)
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

/** A photograph straightened to the shape of its page; its boxes mark the same places as on the page. */
function Straight(
  props: Parameters<typeof BoxedImage>[0] & {
    size: { widthPx: number; heightPx: number };
    corners: readonly Point[];
  },
): ReactNode {
  const { ref, room } = useRoom<HTMLSpanElement>();
  const { shown } = useCheckedImage(props.shelf, props.digest);
  const { widthPx: width, heightPx: height } = props.size;
  return (
    <span className="m-straight" ref={ref} style={{ aspectRatio: `${width} / ${height}` }}>
      {shown.state === 'ready' ? (
        <StraightPicture
          url={shown.image.url}
          alt={props.caption}
          digest={props.digest}
          room={room}
          page={{ width, height }}
          corners={props.corners}
          {...(props.regions ? { regions: props.regions } : {})}
        />
      ) : (
        // Until it is checked, or when it fails, the plain picture says so in words.
        <PageImage shelf={props.shelf} digest={props.digest} alt={props.caption} />
      )}
    </span>
  );
}
