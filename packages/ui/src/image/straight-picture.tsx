import type { VerdictSummary } from '@hufu/contract';
import { type ReactNode, useState } from 'react';
import { type Point, straightening } from './straighten.ts';
import type { Size } from './zoom.ts';

/** The size at which a picture fills a room without losing its shape; nothing while its own size is unknown. */
export function fittingSize(shape: Size | null, room: Size | null): Size {
  if (!shape || !room || shape.width === 0 || shape.height === 0) return { width: 0, height: 0 };
  const scale = Math.min(room.width / shape.width, room.height / shape.height);
  return { width: shape.width * scale, height: shape.height * scale };
}

/**
 * A picture with boxes where something differs. Boxes are measured in pixels of the approved page (`page`); a
 * photograph is straightened by the page's corners in it first, so that one box marks the same place in both pictures.
 * On a photograph whose corners nobody knows no box is drawn: it would lie.
 */
export function StraightPicture(props: {
  url: string;
  alt: string;
  digest?: string;
  room: Size | null;
  page: Size | null;
  corners?: readonly Point[] | null | undefined;
  regions?: VerdictSummary['regions'];
  /** The difference somebody looks at: its box is drawn stronger. */
  current?: { readonly box: VerdictSummary['regions'][number]['box'] } | null;
  onNatural?: (size: Size) => void;
}): ReactNode {
  const [natural, setNatural] = useState<Size | null>(null);
  const { page, corners, onNatural } = props;
  const isStraight = corners !== null && corners !== undefined && page !== null;
  const { width, height } = fittingSize(isStraight ? page : natural, props.room);
  const matrix = isStraight && width > 0 ? straightening(corners, width, height) : undefined;
  const isPage = page?.width === natural?.width && page?.height === natural?.height;
  const boxScale = page && (isStraight || isPage) ? width / page.width : 0;
  return (
    <div className="h-sheet" style={{ width: `${width}px`, height: `${height}px` }}>
      <img
        src={props.url}
        alt={props.alt}
        draggable={false}
        data-digest={props.digest}
        onLoad={(e) => {
          const size = { width: e.currentTarget.naturalWidth, height: e.currentTarget.naturalHeight };
          setNatural(size);
          onNatural?.(size);
        }}
        style={matrix ? { transform: matrix } : { width: `${width}px`, height: `${height}px` }}
      />
      {boxScale > 0
        ? props.regions?.map(({ box: [x, y, w, h], kind }, i) => (
            <span
              key={i}
              className="h-box"
              data-kind={kind}
              data-current={props.current?.box.join() === [x, y, w, h].join() ? 'yes' : 'no'}
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
  );
}
