/**
 * Weighted sums along a line. `line` has `radius` pixels more on each side than are written; `weights` are those of one half
 * of the kernel, the middle first.
 */
export function blurRow(line: usize, weights: usize, radius: i32, width: i32, out: usize): void {
  const middle = load<f32>(weights);
  let p = line + (radius << 2);
  const whole = width & ~3;
  for (let x = 0; x < whole; x += 4, p += 16, out += 16) {
    let sum = f32x4.mul(f32x4.splat(middle), v128.load(p));
    for (let i = 1; i <= radius; i++) {
      const k = f32x4.splat(load<f32>(weights + (i << 2)));
      sum = f32x4.add(sum, f32x4.mul(k, f32x4.add(v128.load(p - (i << 2)), v128.load(p + (i << 2)))));
    }
    v128.store(out, sum);
  }
  for (let x = whole; x < width; x++, p += 4, out += 4) {
    let sum = middle * load<f32>(p);
    for (let i = 1; i <= radius; i++)
      sum += load<f32>(weights + (i << 2)) * (load<f32>(p - (i << 2)) + load<f32>(p + (i << 2)));
    store<f32>(out, sum);
  }
}

/** Weighted sums down the columns of `2 radius + 1` rows, whose addresses `rows` lists from the topmost on. */
export function blurColumns(rows: usize, weights: usize, radius: i32, width: i32, out: usize): void {
  const middle = load<f32>(weights);
  const centre = <usize>load<i32>(rows + (radius << 2));
  const whole = width & ~3;
  for (let x = 0; x < whole; x += 4) {
    const at = <usize>(x << 2);
    let sum = f32x4.mul(f32x4.splat(middle), v128.load(centre + at));
    for (let i = 1; i <= radius; i++) {
      const above = <usize>load<i32>(rows + ((radius - i) << 2));
      const below = <usize>load<i32>(rows + ((radius + i) << 2));
      const k = f32x4.splat(load<f32>(weights + (i << 2)));
      sum = f32x4.add(sum, f32x4.mul(k, f32x4.add(v128.load(above + at), v128.load(below + at))));
    }
    v128.store(out + at, sum);
  }
  for (let x = whole; x < width; x++) {
    const at = <usize>(x << 2);
    let sum = middle * load<f32>(centre + at);
    for (let i = 1; i <= radius; i++) {
      const above = <usize>load<i32>(rows + ((radius - i) << 2));
      const below = <usize>load<i32>(rows + ((radius + i) << 2));
      sum += load<f32>(weights + (i << 2)) * (load<f32>(above + at) + load<f32>(below + at));
    }
    store<f32>(out + at, sum);
  }
}
