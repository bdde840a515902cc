/** Bits in which two descriptors of 32 bytes differ. */
function apart(a0: v128, a1: v128, b: usize): i32 {
  const bits = i8x16.add(
    i8x16.popcnt(v128.xor(a0, v128.load(b))),
    i8x16.popcnt(v128.xor(a1, v128.load(b, 16))),
  );
  const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bits));
  return (
    i32x4.extract_lane(sums, 0) +
    i32x4.extract_lane(sums, 1) +
    i32x4.extract_lane(sums, 2) +
    i32x4.extract_lane(sums, 3)
  );
}

/**
 * For each descriptor of 32 bytes in `from` the nearest in `to`, the first of equals: its index, how many bits differ, and
 * how many in the second nearest, as three whole numbers.
 */
export function nearestTwo(from: usize, count: i32, to: usize, others: i32, out: usize): void {
  for (let i = 0; i < count; i++, from += 32, out += 12) {
    const a0 = v128.load(from);
    const a1 = v128.load(from, 16);
    let best = 257;
    let second = 257;
    let which = -1;
    let b = to;
    for (let j = 0; j < others; j++, b += 32) {
      const d = apart(a0, a1, b);
      if (d >= second) continue;
      if (d < best) {
        second = best;
        best = d;
        which = j;
      } else second = d;
    }
    store<i32>(out, which);
    store<i32>(out, best, 4);
    store<i32>(out, second, 8);
  }
}
