/** Maps the unit square onto a quadrangle (corners clockwise from the top left), as a camera sees a flat page. */
export function quadMap(
  corners: readonly (readonly [number, number])[],
): ((u: number, v: number) => { x: number; y: number }) | undefined {
  const [p0, p1, p2, p3] = corners;
  if (!p0 || !p1 || !p2 || !p3) return undefined;
  // Heckbert 1989: projective map of the square, in closed form.
  const sx = p0[0] - p1[0] + p2[0] - p3[0];
  const sy = p0[1] - p1[1] + p2[1] - p3[1];
  const dx1 = p1[0] - p2[0];
  const dx2 = p3[0] - p2[0];
  const dy1 = p1[1] - p2[1];
  const dy2 = p3[1] - p2[1];
  const area = dx1 * dy2 - dx2 * dy1;
  if (area === 0) return undefined;
  const g = (sx * dy2 - dx2 * sy) / area;
  const h = (dx1 * sy - sx * dy1) / area;
  const [a, b, c] = [p1[0] - p0[0] + g * p1[0], p3[0] - p0[0] + h * p3[0], p0[0]];
  const [d, e, f] = [p1[1] - p0[1] + g * p1[1], p3[1] - p0[1] + h * p3[1], p0[1]];
  return (u, v) => {
    const w = g * u + h * v + 1;
    return { x: (a * u + b * v + c) / w, y: (d * u + e * v + f) / w };
  };
}
