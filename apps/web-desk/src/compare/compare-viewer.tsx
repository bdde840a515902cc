import type { VerdictSummary } from '@hufu/contract';
import {
  fittingSize,
  type ImageShelf,
  moveBy,
  type Point,
  ProblemNotice,
  type Size,
  StraightPicture,
  useCheckedImage,
  useRoom,
  Waiting,
  type Zoom,
  zoomAt,
} from '@hufu/ui';
import { Button, Segmented, Slider } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useT } from '../texts.ts';
import { useCorners } from './use-corners.ts';

/** One picture of a comparison. */
export interface ComparedPicture {
  readonly key: string;
  readonly label: string;
  readonly digest: string | null;
  /** The approved page itself, or a photograph of the paper. */
  readonly kind: 'page' | 'photo';
  readonly corners?: readonly Point[] | null | undefined;
  readonly regions: VerdictSummary['regions'];
  /** Said in the pane when there is no picture. */
  readonly missing: string;
}

const modes = ['side', 'curtain', 'overlay'] as const;
type Mode = (typeof modes)[number];
const whole: Zoom = { scale: 1, x: 0, y: 0 };

/** Approved, before and after: beside each other, under a curtain, or laid over each other, zoomed as one. */
export function CompareViewer(props: {
  shelf: ImageShelf;
  page: Size;
  pictures: readonly ComparedPicture[];
}): ReactNode {
  const text = useT();
  const [mode, setMode] = useState<Mode>('side');
  const [zoom, setZoom] = useState<Zoom>(whole);
  const [part, setPart] = useState(50);
  const [hasBoxes, setBoxes] = useState(true);
  const there = props.pictures.filter((p) => p.digest !== null);
  const [pair, setPair] = useState<readonly [string, string] | null>(null);
  const [first, second] = pair ?? [there[0]?.key ?? '', there.at(-1)?.key ?? ''];
  const lower = there.find((p) => p.key === first);
  const upper = there.find((p) => p.key === second);
  const drawn = (p: ComparedPicture) => (hasBoxes ? p : { ...p, regions: [] });
  const choose = (which: 0 | 1) => (
    <Segmented
      size="small"
      value={which === 0 ? first : second}
      options={there.map((p) => ({ value: p.key, label: p.label }))}
      onChange={(key) => setPair(which === 0 ? [key, second] : [first, key])}
    />
  );
  return (
    <div className="d-compare" data-testid="compare">
      <div className="d-compare-bar">
        <Segmented
          value={mode}
          options={modes.map((m) => ({
            value: m,
            label: text(`compare.${m}`),
            disabled: m !== 'side' && there.length < 2,
          }))}
          onChange={setMode}
        />
        {mode === 'side' ? null : (
          <>
            {choose(0)}
            <Slider
              className="d-slider"
              min={0}
              max={100}
              value={part}
              tooltip={{ open: false }}
              onChange={setPart}
              aria-label={text('compare.slider')}
            />
            {choose(1)}
          </>
        )}
        <Button onClick={() => setBoxes(!hasBoxes)} aria-pressed={hasBoxes}>
          {text(hasBoxes ? 'compare.hideBoxes' : 'compare.showBoxes')}
        </Button>
        <Button disabled={zoom.scale === 1} onClick={() => setZoom(whole)}>
          {text('compare.whole')}
        </Button>
        <span className="d-soft">{text('compare.hint')}</span>
      </div>
      <div className="d-panes" data-mode={mode}>
        {mode === 'side'
          ? props.pictures.map((p) => (
              <figure key={p.key}>
                <figcaption>{p.label}</figcaption>
                <Pane page={props.page} zoom={zoom} onZoom={setZoom}>
                  {(room) => <OnePicture {...props} picture={drawn(p)} room={room} />}
                </Pane>
              </figure>
            ))
          : lower &&
            upper && (
              <figure>
                <figcaption>{text('compare.pair', { lower: lower.label, upper: upper.label })}</figcaption>
                <Pane page={props.page} zoom={zoom} onZoom={setZoom}>
                  {(room) => (
                    <>
                      <OnePicture {...props} picture={drawn(lower)} room={room} />
                      <div
                        className="d-upper"
                        style={
                          mode === 'curtain' ? { clipPath: `inset(0 0 0 ${part}%)` } : { opacity: part / 100 }
                        }
                      >
                        <OnePicture {...props} picture={drawn(upper)} room={room} />
                      </div>
                    </>
                  )}
                </Pane>
              </figure>
            )}
      </div>
    </div>
  );
}

/** A window on a picture; all windows of a viewer share their zoom. */
function Pane(props: {
  page: Size;
  zoom: Zoom;
  onZoom: (change: (zoom: Zoom) => Zoom) => void;
  children: (room: Size | null) => ReactNode;
}): ReactNode {
  const text = useT();
  const { ref, room } = useRoom<HTMLDivElement>();
  const { page, onZoom } = props;
  const dragFrom = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element || !room) return;
    const image = fittingSize(page, room);
    // React listens to the wheel passively; the page behind must not scroll.
    const onWheel = (e: WheelEvent) => {
      if (!e.ctrlKey && !e.altKey && !e.shiftKey && Math.abs(e.deltaY) < 1) return;
      e.preventDefault();
      const box = element.getBoundingClientRect();
      const point = { x: e.clientX - box.left, y: e.clientY - box.top };
      onZoom((z) => zoomAt(z, Math.exp(-e.deltaY / 400), point, image, room));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [page, room, onZoom, ref]);
  const { zoom } = props;
  const moved = (e: React.PointerEvent) => {
    const from = dragFrom.current;
    if (!from || !room) return;
    dragFrom.current = { x: e.clientX, y: e.clientY };
    const image = fittingSize(page, room);
    onZoom((z) => (z.scale === 1 ? z : moveBy(z, e.clientX - from.x, e.clientY - from.y, image, room)));
  };
  const pressed = (e: React.PointerEvent) => {
    e.currentTarget.setPointerCapture(e.pointerId);
    dragFrom.current = { x: e.clientX, y: e.clientY };
  };
  return (
    <div
      className="d-pane"
      style={{ aspectRatio: `${page.width} / ${page.height}` }}
      ref={ref}
      role="application"
      aria-label={text('compare.hint')}
      onPointerDown={pressed}
      onPointerMove={moved}
      onPointerUp={() => {
        dragFrom.current = null;
      }}
      onDoubleClick={(e) => {
        if (!room) return;
        const box = e.currentTarget.getBoundingClientRect();
        const point = { x: e.clientX - box.left, y: e.clientY - box.top };
        onZoom((z) => (z.scale > 1 ? whole : zoomAt(z, 2.5, point, fittingSize(page, room), room)));
      }}
    >
      <div
        className="d-pane-inside"
        style={
          zoom.scale === 1
            ? undefined
            : { transform: `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})`, placeContent: 'start' }
        }
      >
        {props.children(room)}
      </div>
    </div>
  );
}

function OnePicture(props: {
  shelf: ImageShelf;
  page: Size;
  picture: ComparedPicture;
  room: Size | null;
}): ReactNode {
  const { picture } = props;
  if (picture.digest === null) return <p className="d-soft">{picture.missing}</p>;
  return <Checked {...props} digest={picture.digest} />;
}

function Checked(props: Parameters<typeof OnePicture>[0] & { digest: string }): ReactNode {
  const text = useT();
  const { shown, retry } = useCheckedImage(props.shelf, props.digest);
  if (shown.state === 'loading') return <Waiting>{text('image.checking')}</Waiting>;
  if (shown.state === 'error') return <ProblemNotice problem={shown.error} onRetry={retry} />;
  return <Straight {...props} url={shown.image.url} />;
}

function Straight(props: Parameters<typeof Checked>[0] & { url: string }): ReactNode {
  const { picture } = props;
  const corners = useCorners(props.url, picture.corners, picture.kind === 'photo');
  return (
    <StraightPicture
      url={props.url}
      alt={picture.label}
      digest={props.digest}
      room={props.room}
      page={props.page}
      corners={picture.kind === 'photo' ? corners : null}
      regions={picture.regions}
    />
  );
}
