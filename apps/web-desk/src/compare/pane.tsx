import { fittingSize, moveBy, type Size, useRoom, type Zoom, zoomAt } from '@hufu/ui';
import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useRef,
} from 'react';
import { useT } from '../texts.ts';
import type { Region } from './differences.ts';

/** The whole page. */
export const wholePage: Zoom = { scale: 1, x: 0, y: 0 };
/** How near a place that was stepped to is shown. */
const nearScale = 3;

/** A window on a picture; all windows of a viewer share their zoom. It is dragged, wheeled, and driven by keys. */
export function Pane(props: {
  page: Size;
  zoom: Zoom;
  onZoom: (change: (zoom: Zoom) => Zoom) => void;
  /** The place to bring to the middle, when somebody steps to it. */
  focus: Region | null;
  onKey: (e: KeyboardEvent) => void;
  children: (room: Size | null) => ReactNode;
}): ReactNode {
  const text = useT();
  const { ref, room } = useRoom<HTMLDivElement>();
  const { page, onZoom, focus, zoom } = props;
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
  const [roomWidth, roomHeight] = [room?.width ?? 0, room?.height ?? 0];
  useEffect(() => {
    if (focus && roomWidth > 0) onZoom(() => near(focus, page, { width: roomWidth, height: roomHeight }));
  }, [focus, page, roomWidth, roomHeight, onZoom]);
  const moved = (e: PointerEvent) => {
    const from = dragFrom.current;
    if (!from || !room) return;
    dragFrom.current = { x: e.clientX, y: e.clientY };
    const image = fittingSize(page, room);
    onZoom((z) => (z.scale === 1 ? z : moveBy(z, e.clientX - from.x, e.clientY - from.y, image, room)));
  };
  const pressed = (e: PointerEvent) => {
    e.currentTarget.setPointerCapture(e.pointerId);
    dragFrom.current = { x: e.clientX, y: e.clientY };
  };
  const keyed = (e: KeyboardEvent) => {
    const factor = { '+': 1.5, '=': 1.5, '-': 1 / 1.5 }[e.key];
    if (factor && room) {
      const middle = { x: room.width / 2, y: room.height / 2 };
      return onZoom((z) => zoomAt(z, factor, middle, fittingSize(page, room), room));
    }
    props.onKey(e);
  };
  return (
    <div
      className="d-pane"
      style={{ aspectRatio: `${page.width} / ${page.height}` }}
      ref={ref}
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application is driven by keys
      tabIndex={0}
      aria-label={text('compare.hint')}
      onKeyDown={keyed}
      onPointerDown={pressed}
      onPointerMove={moved}
      onPointerUp={() => {
        dragFrom.current = null;
      }}
      onDoubleClick={(e) => {
        if (!room) return;
        const box = e.currentTarget.getBoundingClientRect();
        const point = { x: e.clientX - box.left, y: e.clientY - box.top };
        onZoom((z) => (z.scale > 1 ? wholePage : zoomAt(z, 2.5, point, fittingSize(page, room), room)));
      }}
    >
      <div
        className="d-pane-inside"
        style={
          zoom.scale === 1
            ? undefined
            : ({
                transform: `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})`,
                placeContent: 'start',
                '--h-enlarged': zoom.scale,
              } as CSSProperties)
        }
      >
        {props.children(room)}
      </div>
    </div>
  );
}

/** The zoom that shows a place in the middle of a window. */
function near(region: Region, page: Size, room: Size): Zoom {
  const image = fittingSize(page, room);
  const part = image.width / page.width;
  const [x, y, w, h] = region.box;
  const middle = { x: (x + w / 2) * part * nearScale, y: (y + h / 2) * part * nearScale };
  const zoom = { scale: nearScale, x: 0, y: 0 };
  return moveBy(zoom, room.width / 2 - middle.x, room.height / 2 - middle.y, image, room);
}
