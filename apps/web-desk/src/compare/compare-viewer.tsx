import type { VerdictSummary } from '@hufu/contract';
import {
  type ImageShelf,
  type Point,
  ProblemNotice,
  type Size,
  StraightPicture,
  useCheckedImage,
  Waiting,
  type Zoom,
} from '@hufu/ui';
import { Button, Segmented, Slider } from 'antd';
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useState,
} from 'react';
import { useT } from '../texts.ts';
import { DifferenceList } from './difference-list.tsx';
import { differencesOf, type Region, stepTo } from './differences.ts';
import { LayingLine } from './laying-line.tsx';
import { Pane, wholePage } from './pane.tsx';
import { useCorners } from './use-corners.ts';
import { type Laying, useFlattened } from './use-flattened.ts';

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

const modes = ['side', 'curtain', 'overlay', 'difference'] as const;
type Mode = (typeof modes)[number];

/**
 * Approved, before and after: beside each other, under a curtain, laid over each other, or only what differs; zoomed as
 * one. Photographs are laid on the page by the corners that came with the evidence.
 */
export function CompareViewer(props: {
  shelf: ImageShelf;
  page: Size;
  pictures: readonly ComparedPicture[];
}): ReactNode {
  const text = useT();
  const [mode, setMode] = useState<Mode>('side');
  const [zoom, setZoom] = useState<Zoom>(wholePage);
  const [part, setPart] = useState(50);
  const [hasBoxes, setBoxes] = useState(true);
  const there = props.pictures.filter((p) => p.digest !== null);
  const [pair, setPair] = useState<readonly [string, string] | null>(null);
  const [first, second] = pair ?? [there[0]?.key ?? '', there.at(-1)?.key ?? ''];
  const lower = there.find((p) => p.key === first);
  const upper = there.find((p) => p.key === second);
  const differences = differencesOf(props.pictures.map((p) => p.regions));
  const [at, setAt] = useState<number | null>(null);
  const chosen = at === null ? null : (differences[at] ?? null);
  const show = (next: number | null) => {
    setAt(next);
    if (next === null) setZoom(wholePage);
    else setBoxes(true);
  };
  const step = (by: 1 | -1) => show(stepTo(at, by, differences.length));
  const onKey = (e: KeyboardEvent) => {
    const by = ({ ArrowRight: 1, n: 1, ArrowLeft: -1, p: -1 } as const)[e.key];
    if (by) step(by);
    else if (e.key === 'Escape' || e.key === '0') show(null);
    else return;
    e.preventDefault();
  };
  const pageDigest = props.pictures.find((p) => p.kind === 'page')?.digest ?? null;
  const [layings, setLayings] = useState<Readonly<Record<string, Laying>>>({});
  const onLaying = useCallback(
    (key: string, laying: Laying) => setLayings((old) => ({ ...old, [key]: laying })),
    [],
  );
  const common = { ...props, chosen, pageDigest, isLaid: mode !== 'side', onLaying };
  const pane = { page: props.page, zoom, onZoom: setZoom, focus: chosen, onKey };
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
              aria-label={text(mode === 'difference' ? 'compare.strength' : 'compare.slider')}
            />
            {choose(1)}
          </>
        )}
        <Button onClick={() => setBoxes(!hasBoxes)} aria-pressed={hasBoxes}>
          {text(hasBoxes ? 'compare.hideBoxes' : 'compare.showBoxes')}
        </Button>
        <Button disabled={zoom.scale === 1 && at === null} onClick={() => show(null)}>
          {text('compare.whole')}
        </Button>
        <span className="d-soft">{text('compare.hint')}</span>
      </div>
      {mode === 'difference' ? (
        <p className="d-diff-legend">
          <span data-ink="lower">{text('diff.onlyIn', { name: lower?.label ?? '' })}</span>
          <span data-ink="upper">{text('diff.onlyIn', { name: upper?.label ?? '' })}</span>
          <span data-ink="both">{text('diff.inBoth')}</span>
          <small className="d-soft">{text('diff.edges')}</small>
        </p>
      ) : null}
      <LayingLine layings={Object.values(layings)} />
      <div
        className="d-panes"
        data-mode={mode}
        style={mode === 'difference' ? ({ '--d-strength': part / 50 + 0.5 } as CSSProperties) : undefined}
      >
        {mode === 'side'
          ? props.pictures.map((p) => (
              <figure key={p.key}>
                <figcaption>{p.label}</figcaption>
                <Pane {...pane}>{(room) => <OnePicture {...common} picture={drawn(p)} room={room} />}</Pane>
              </figure>
            ))
          : lower &&
            upper && (
              <figure>
                <figcaption>{text('compare.pair', { lower: lower.label, upper: upper.label })}</figcaption>
                <Pane {...pane}>
                  {(room) => (
                    <>
                      <div className="d-lower">
                        <OnePicture {...common} picture={drawn(lower)} room={room} />
                      </div>
                      <div className="d-upper" style={upperStyle(mode, part)}>
                        <OnePicture {...common} picture={drawn(upper)} room={room} />
                      </div>
                    </>
                  )}
                </Pane>
              </figure>
            )}
      </div>
      <DifferenceList differences={differences} at={at} onChoose={show} onStep={step} />
    </div>
  );
}

/** How the upper picture lies on the lower one. */
function upperStyle(mode: Mode, part: number): CSSProperties | undefined {
  if (mode === 'curtain') return { clipPath: `inset(0 0 0 ${part}%)` };
  return mode === 'overlay' ? { opacity: part / 100 } : undefined;
}

function OnePicture(props: {
  shelf: ImageShelf;
  page: Size;
  picture: ComparedPicture;
  room: Size | null;
  chosen: Region | null;
  /** The approved page, and whether a photograph is laid on it, to be seen through. */
  pageDigest: string | null;
  isLaid: boolean;
  onLaying: (key: string, laying: Laying) => void;
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
  const isPhoto = picture.kind === 'photo';
  const corners = useCorners(props.url, picture.corners, isPhoto);
  const laying = useFlattened(props.shelf, props.pageDigest, props.url, corners, isPhoto && props.isLaid);
  const flat = laying.state === 'laid' ? laying : null;
  const { onLaying } = props;
  useEffect(() => {
    onLaying(picture.key, laying);
    return () => onLaying(picture.key, { state: 'idle' });
  }, [onLaying, picture.key, laying]);
  return (
    <StraightPicture
      key={flat ? 'flat' : 'straight'}
      url={flat?.url ?? props.url}
      alt={picture.label}
      digest={props.digest}
      room={props.room}
      page={props.page}
      corners={flat ? cornersOf(flat) : isPhoto ? corners : null}
      regions={picture.regions}
      current={props.chosen}
    />
  );
}

const cornersOf = ({ width, height }: Size): Point[] => [
  [0, 0],
  [width, 0],
  [width, height],
  [0, height],
];
