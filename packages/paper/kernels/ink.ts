/**
 * Ink of a row of brightness: 1 - brightness / paper, never below `least`. `line` is the paper's brightness at the middles of
 * cells of eight pixels, with the last one twice; `left` tells for every fourth pixel which cell's middle lies left of it,
 * `near` for each how near the next one is. Room for `width` rounded up to four.
 */
export function inkRow(
  data: usize,
  line: usize,
  left: usize,
  near: usize,
  width: i32,
  darkest: f32,
  least: f32,
  out: usize,
): void {
  const one = f32x4.splat(1);
  const floor = f32x4.splat(darkest);
  const lowest = f32x4.splat(least);
  for (let x = 0; x < width; x += 4) {
    const cell = line + (load<i32>(left + x) << 2);
    const a = load<f32>(cell);
    const white = f32x4.add(
      f32x4.splat(a),
      f32x4.mul(f32x4.splat(load<f32>(cell, 4) - a), v128.load(near + (x << 2))),
    );
    const bytes = i16x8.extend_low_i8x16_u(v128.load32_zero(data + x));
    const v = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(bytes));
    v128.store(out + (x << 2), f32x4.max(f32x4.sub(one, f32x4.div(v, f32x4.max(white, floor))), lowest));
  }
}
