/**
 * Successive over-relaxation of a field of shifts, a checkerboard at a time: no square's neighbours are of its own colour, so
 * the processor need not wait for one to do the next (Young 1954). `field` holds x and y of each node as two doubles, with a
 * frame of zeros one node wide; `solved` holds per node what it says itself (x, y) and how it answers the sum of its
 * neighbours (two rows of two). Ends when no node moves farther than `still`, or after `most` rounds.
 */
export function relaxField(
  field: usize,
  solved: usize,
  columns: i32,
  rows: i32,
  relaxation: f64,
  still: f64,
  most: i32,
): void {
  const stride = (columns + 2) << 4;
  const speed = f64x2.splat(relaxation);
  for (let round = 0; round < most; round++) {
    let farthest = f64x2.splat(0);
    for (let colour = 0; colour < 2; colour++) {
      for (let r = 0; r < rows; r++) {
        const first = (r + colour) & 1;
        let p = field + (r + 1) * stride + ((first + 1) << 4);
        let k = solved + (r * columns + first) * 48;
        for (let c = first; c < columns; c += 2, p += 32, k += 96) {
          const sum = f64x2.add(
            f64x2.add(v128.load(p - 16), v128.load(p, 16)),
            f64x2.add(v128.load(p - stride), v128.load(p + stride)),
          );
          const sx = f64x2.splat(f64x2.extract_lane(sum, 0));
          const sy = f64x2.splat(f64x2.extract_lane(sum, 1));
          const here = v128.load(p);
          const there = f64x2.add(
            v128.load(k),
            f64x2.add(f64x2.mul(v128.load(k, 16), sx), f64x2.mul(v128.load(k, 32), sy)),
          );
          const move = f64x2.sub(there, here);
          v128.store(p, f64x2.add(here, f64x2.mul(speed, move)));
          farthest = f64x2.max(farthest, f64x2.abs(move));
        }
      }
    }
    if (f64x2.extract_lane(farthest, 0) <= still && f64x2.extract_lane(farthest, 1) <= still) break;
  }
}
