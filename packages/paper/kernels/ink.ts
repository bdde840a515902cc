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

/** The spreads' inverses of the classes of four neighbouring pixels. */
function unitsOf(bins: usize, units: usize): v128 {
  const a = load<f32>(units + ((<usize>load<u8>(bins)) << 2));
  const b = load<f32>(units + ((<usize>load<u8>(bins, 1)) << 2));
  const c = load<f32>(units + ((<usize>load<u8>(bins, 2)) << 2));
  const d = load<f32>(units + ((<usize>load<u8>(bins, 3)) << 2));
  return f32x4.replace_lane(f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(a), 1, b), 2, c), 3, d);
}

/**
 * A row of residuals in units of what is usual for the class of each pixel, in place. `shading` is what creases do to bare
 * paper and half of it to print from `dark` on; where the approved page has less than `least` ink none can be missing. Room
 * for `width` rounded up to four.
 */
export function standardiseRow(
  data: usize,
  soft: usize,
  bins: usize,
  units: usize,
  width: i32,
  shading: f32,
  dark: f32,
  least: f32,
): void {
  const zero = f32x4.splat(0);
  const whole = f32x4.splat(shading);
  const half = f32x4.splat(0.5 * shading);
  for (let x = 0; x < width; x += 4) {
    const at = data + (x << 2);
    const v = v128.load(at);
    const bytes = i16x8.extend_low_i8x16_u(v128.load32_zero(soft + x));
    const ink = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(bytes));
    const added = f32x4.sub(v, v128.bitselect(whole, half, f32x4.lt(ink, f32x4.splat(dark))));
    const missing = v128.andnot(f32x4.add(v, half), f32x4.lt(ink, f32x4.splat(least)));
    // Taking off more than there was leaves nothing, not the opposite.
    const allowed = v128.bitselect(f32x4.max(added, zero), f32x4.min(missing, zero), f32x4.gt(v, zero));
    v128.store(at, f32x4.mul(allowed, unitsOf(bins + x, units)));
  }
}
