/** One channel of a picture, 0..255, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The red channel: in it a red seal nearly vanishes, and what was printed under it can be read. */
export function redPlane(image: Plane): Plane {
  const { width, height, data } = image;
  const out = new Uint8Array(width * height);
  for (let i = 0, j = 0; i < out.length; i++, j += 3) out[i] = data[j] ?? 0;
  return { width, height, data: out };
}

/** Brightness between four pixels; white outside of the picture. */
export function brightnessAt(plane: Plane, x: number, y: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  if (ix < 0 || iy < 0 || ix + 1 >= plane.width || iy + 1 >= plane.height) return 255;
  const { data, width } = plane;
  const i = iy * width + ix;
  const fx = x - ix;
  const fy = y - iy;
  const upper = (data[i] ?? 0) * (1 - fx) + (data[i + 1] ?? 0) * fx;
  const lower = (data[i + width] ?? 0) * (1 - fx) + (data[i + width + 1] ?? 0) * fx;
  return upper * (1 - fy) + lower * fy;
}
