import { type ReactNode, useEffect, useRef, useState } from 'react';
import { fitZoom, isZoomed, moveBy, type Size, type Zoom, zoomAt } from './zoom.ts';

/** Slower than this between two taps is two single taps. */
const doubleTapMs = 300;

/** An image that follows pinch, double tap, drag and wheel. `step` is a number that grows with each press of + and falls with −. */
export function ZoomFrame(props: {
  url: string;
  alt: string;
  step: number;
  onSwipe?: (by: 1 | -1) => void;
}): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const [image, setImage] = useState<Size | null>(null);
  const [room, setRoom] = useState<Size | null>(null);
  const [zoom, setZoom] = useState<Zoom | null>(null);
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const gesture = useRef({ lastTapAt: 0, startX: 0, moved: 0 });
  const lastStep = useRef(props.step);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      setRoom({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (image && room) setZoom(fitZoom(image, room));
  }, [image, room]);
  useEffect(() => {
    const by = props.step - lastStep.current;
    lastStep.current = props.step;
    if (by !== 0 && image && room)
      setZoom(
        (z) => z && zoomAt(z, by > 0 ? 1.6 : 1 / 1.6, { x: room.width / 2, y: room.height / 2 }, image, room),
      );
  }, [props.step, image, room]);
  useEffect(() => {
    const element = frame.current;
    if (!element || !image || !room) return;
    // React listens to the wheel passively; the page behind must not scroll.
    const onWheel = (e: WheelEvent) => {
      e.preventDefault();
      const box = element.getBoundingClientRect();
      const point = { x: e.clientX - box.left, y: e.clientY - box.top };
      setZoom((z) => z && zoomAt(z, Math.exp(-e.deltaY / 400), point, image, room));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [image, room]);

  const local = (e: React.PointerEvent) => {
    const box = e.currentTarget.getBoundingClientRect();
    return { x: e.clientX - box.left, y: e.clientY - box.top };
  };
  const onDown = (e: React.PointerEvent) => {
    e.currentTarget.setPointerCapture(e.pointerId);
    fingers.current.set(e.pointerId, local(e));
    if (fingers.current.size === 1) gesture.current = { ...gesture.current, startX: e.clientX, moved: 0 };
  };
  const onMove = (e: React.PointerEvent) => {
    const before = fingers.current.get(e.pointerId);
    if (!before || !image || !room) return;
    const now = local(e);
    const other = [...fingers.current].find(([id]) => id !== e.pointerId)?.[1];
    fingers.current.set(e.pointerId, now);
    gesture.current.moved += Math.hypot(now.x - before.x, now.y - before.y);
    if (other) {
      const factor =
        Math.hypot(now.x - other.x, now.y - other.y) /
        Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      setZoom(
        (z) => z && zoomAt(z, factor, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }, image, room),
      );
    } else setZoom((z) => z && moveBy(z, now.x - before.x, now.y - before.y, image, room));
  };
  const onUp = (e: React.PointerEvent) => {
    const point = local(e);
    const single = fingers.current.size === 1;
    fingers.current.delete(e.pointerId);
    if (!single || !image || !room || !zoom) return;
    const { moved, startX, lastTapAt } = gesture.current;
    if (moved > 12) {
      const along = e.clientX - startX;
      if (!isZoomed(zoom, image, room) && Math.abs(along) > room.width / 5)
        props.onSwipe?.(along < 0 ? 1 : -1);
      return;
    }
    const isDouble = e.timeStamp - lastTapAt < doubleTapMs;
    gesture.current.lastTapAt = isDouble ? 0 : e.timeStamp;
    if (!isDouble) return;
    // To the sharpest (one image pixel for one screen pixel, at least twice whole), and back to whole.
    const whole = fitZoom(image, room);
    const sharp = Math.max(1 / window.devicePixelRatio, whole.scale * 2.2);
    setZoom(isZoomed(zoom, image, room) ? whole : zoomAt(whole, sharp / whole.scale, point, image, room));
  };
  const onCancel = (e: React.PointerEvent) => fingers.current.delete(e.pointerId);

  return (
    <div
      ref={frame}
      className="h-zoom"
      data-zoomed={zoom && image && room && isZoomed(zoom, image, room) ? 'yes' : 'no'}
      data-scale={zoom?.scale.toFixed(3)}
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={onCancel}
    >
      <img
        src={props.url}
        alt={props.alt}
        draggable={false}
        onLoad={(e) =>
          setImage({ width: e.currentTarget.naturalWidth, height: e.currentTarget.naturalHeight })
        }
        style={
          zoom
            ? { transform: `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})` }
            : { visibility: 'hidden' }
        }
      />
    </div>
  );
}
