import type { VerdictSummary } from '@hufu/contract';
import { type ImageShelf, ProblemNotice, useCheckedImage, Waiting } from '@hufu/ui';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useT } from '../texts.ts';
import { type Point, straightening } from './straighten.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * A picture with boxes. `page` is the size of the approved page in whose pixels boxes are measured; a photograph is
 * straightened with `corners` first, so that the same box marks the same place in both pictures.
 */
export function BoxedPicture(props: {
  shelf: ImageShelf;
  digest: string | undefined;
  caption: string;
  page: Size | null;
  corners?: readonly Point[] | null | undefined;
  regions?: VerdictSummary['regions'];
  onSize?: (size: Size) => void;
  testId?: string;
}): ReactNode {
  const text = useT();
  return (
    <figure className="k-figure" data-testid={props.testId}>
      <figcaption>{props.caption}</figcaption>
      {props.digest ? (
        <Loaded {...props} digest={props.digest} />
      ) : (
        <p className="k-soft">{text('photo.missing')}</p>
      )}
    </figure>
  );
}

type LoadedProps = Parameters<typeof BoxedPicture>[0] & { digest: string };

function Loaded(props: LoadedProps): ReactNode {
  const text = useT();
  const { shown, retry } = useCheckedImage(props.shelf, props.digest);
  if (shown.state === 'loading') return <Waiting>{text('image.checking')}</Waiting>;
  if (shown.state === 'error') return <ProblemNotice problem={shown.error} onRetry={retry} />;
  return <Drawn {...props} url={shown.image.url} />;
}

function Drawn(props: LoadedProps & { url: string }): ReactNode {
  const room = useRef<HTMLDivElement>(null);
  const [natural, setNatural] = useState<Size | null>(null);
  const [space, setSpace] = useState<Size | null>(null);
  useEffect(() => {
    const element = room.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      setSpace({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const { page, corners, onSize } = props;
  const isStraight = corners !== null && corners !== undefined && page !== null;
  const shape = isStraight ? page : natural;
  const scale = shape && space ? Math.min(space.width / shape.width, space.height / shape.height) : 0;
  const width = (shape?.width ?? 0) * scale;
  const height = (shape?.height ?? 0) * scale;
  const matrix = isStraight && width > 0 ? straightening(corners, width, height) : undefined;
  // Boxes are in pixels of the approved page: on a photo that was not straightened they would lie.
  const boxScale = page && (isStraight || sameShape(page, natural)) ? width / page.width : 0;
  return (
    <div className="k-picture" ref={room}>
      <div className="k-picture-sheet" style={{ width: `${width}px`, height: `${height}px` }}>
        <img
          src={props.url}
          alt={props.caption}
          data-digest={props.digest}
          onLoad={(e) => {
            const size = { width: e.currentTarget.naturalWidth, height: e.currentTarget.naturalHeight };
            setNatural(size);
            onSize?.(size);
          }}
          style={
            matrix
              ? { transform: matrix, width: 'auto', height: 'auto' }
              : { width: `${width}px`, height: `${height}px` }
          }
        />
        {boxScale > 0
          ? props.regions?.map(({ box: [x, y, w, h], kind }, i) => (
              <span
                key={i}
                className="k-box"
                data-kind={kind}
                style={{
                  left: `${x * boxScale}px`,
                  top: `${y * boxScale}px`,
                  width: `${w * boxScale}px`,
                  height: `${h * boxScale}px`,
                }}
              />
            ))
          : null}
      </div>
    </div>
  );
}

function sameShape(a: Size, b: Size | null): boolean {
  return b !== null && a.width === b.width && a.height === b.height;
}
