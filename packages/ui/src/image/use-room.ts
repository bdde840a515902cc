import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Size } from './zoom.ts';

/** The room an element has, following its changes. */
export function useRoom<E extends HTMLElement>(): { ref: RefObject<E>; room: Size | null } {
  const ref = useRef<E>(null);
  const [room, setRoom] = useState<Size | null>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      setRoom({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, room };
}
