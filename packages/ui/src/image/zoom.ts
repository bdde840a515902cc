/** Scale and offset of an image in its frame, in CSS pixels. */
export interface Zoom {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** A width and a height. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The whole image in the middle of the frame. */
export function fitZoom(image: Size, frame: Size): Zoom {
  const scale = Math.min(frame.width / image.width, frame.height / image.height);
  return centred({ scale, x: 0, y: 0 }, image, frame);
}

/** Scales about a point of the frame that stays where it is; never smaller than whole, never beyond three times sharp. */
export function zoomAt(
  zoom: Zoom,
  factor: number,
  point: { x: number; y: number },
  image: Size,
  frame: Size,
): Zoom {
  const least = fitZoom(image, frame).scale;
  const scale = Math.min(Math.max(zoom.scale * factor, least), Math.max(3, least * 4));
  const f = scale / zoom.scale;
  return centred(
    { scale, x: point.x - (point.x - zoom.x) * f, y: point.y - (point.y - zoom.y) * f },
    image,
    frame,
  );
}

/** Moves the image, keeping it in sight. */
export function moveBy(zoom: Zoom, dx: number, dy: number, image: Size, frame: Size): Zoom {
  return centred({ ...zoom, x: zoom.x + dx, y: zoom.y + dy }, image, frame);
}

/** Whether it is larger than whole. */
export function isZoomed(zoom: Zoom, image: Size, frame: Size): boolean {
  return zoom.scale > fitZoom(image, frame).scale * 1.01;
}

function centred(zoom: Zoom, image: Size, frame: Size): Zoom {
  const along = (offset: number, whole: number, room: number) =>
    whole <= room ? (room - whole) / 2 : Math.min(0, Math.max(room - whole, offset));
  return {
    scale: zoom.scale,
    x: along(zoom.x, image.width * zoom.scale, frame.width),
    y: along(zoom.y, image.height * zoom.scale, frame.height),
  };
}
