import type { Field } from './raster.ts';

/** Part of a field; outside repeats the edge. */
export function cropField(field: Field, x: number, y: number, width: number, height: number): Field {
  const data = new Float32Array(width * height);
  for (let j = 0; j < height; j++) {
    const sy = Math.min(field.height - 1, Math.max(0, y + j));
    for (let i = 0; i < width; i++) {
      const sx = Math.min(field.width - 1, Math.max(0, x + i));
      data[j * width + i] = field.data[sy * field.width + sx] ?? 0;
    }
  }
  return { width, height, data };
}

/** Part of a byte plane; outside repeats the edge. */
export function cropBytes(
  data: Uint8Array,
  planeWidth: number,
  planeHeight: number,
  x: number,
  y: number,
  width: number,
  height: number,
): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let j = 0; j < height; j++) {
    const sy = Math.min(planeHeight - 1, Math.max(0, y + j));
    for (let i = 0; i < width; i++) {
      out[j * width + i] = data[sy * planeWidth + Math.min(planeWidth - 1, Math.max(0, x + i))] ?? 0;
    }
  }
  return out;
}
