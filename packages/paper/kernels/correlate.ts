/** Sums of a block's products at four shifts that lie beside each other, one in each lane. */
function crossOfFour(at: usize, offsets: usize, dark: usize, quads: i32): v128 {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let k = 0; k < quads; k++) {
    const p = at + load<i32>(offsets + (k << 2));
    const ink = v128.load(dark + (k << 4));
    a = f32x4.add(a, f32x4.mul(v128.load(p), ink));
    b = f32x4.add(b, f32x4.mul(v128.load(p, 4), ink));
    c = f32x4.add(c, f32x4.mul(v128.load(p, 8), ink));
    d = f32x4.add(d, f32x4.mul(v128.load(p, 12), ink));
  }
  const ab0 = i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
  const ab1 = i8x16.shuffle(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
  const cd0 = i8x16.shuffle(c, d, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
  const cd1 = i8x16.shuffle(c, d, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
  const ab = f32x4.add(ab0, ab1);
  const cd = f32x4.add(cd0, cd1);
  return f32x4.add(
    i8x16.shuffle(ab, cd, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
    i8x16.shuffle(ab, cd, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
  );
}

function crossOfOne(at: usize, offsets: usize, dark: usize, quads: i32): f32 {
  let a = f32x4.splat(0);
  for (let k = 0; k < quads; k++) {
    const p = at + load<i32>(offsets + (k << 2));
    a = f32x4.add(a, f32x4.mul(v128.load(p), v128.load(dark + (k << 4))));
  }
  return (
    f32x4.extract_lane(a, 0) +
    f32x4.extract_lane(a, 1) +
    (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3))
  );
}

/**
 * Normalised correlation of a block with `photo` at every shift up to `reach`, row by row into `scores`. `at` is where the
 * block lies in the photo unshifted, `stride` bytes a row. The block comes as its `quads` of four neighbouring pixels with
 * ink: how far in bytes from its corner, and how dark. `columns` is room for twice `side + 2 reach` doubles. The floor under
 * the photo's variance keeps a blank block at about zero instead of correlating noise.
 */
export function correlateBlock(
  at: usize,
  stride: i32,
  side: i32,
  reach: i32,
  offsets: usize,
  dark: usize,
  quads: i32,
  mean: f64,
  variance: f64,
  floor: f64,
  columns: usize,
  scores: usize,
): void {
  const span = 2 * reach + 1;
  const wide = side + 2 * reach;
  const n: f64 = side * side;
  const squares = columns + (wide << 3);
  const corner = at - <usize>(reach * stride) - <usize>(reach << 2);
  memory.fill(columns, 0, wide << 4);
  for (let y = 0; y < side - 1; y++) {
    const row = corner + y * stride;
    for (let x = 0; x < wide; x++) {
      const v: f64 = load<f32>(row + (x << 2));
      store<f64>(columns + (x << 3), load<f64>(columns + (x << 3)) + v);
      store<f64>(squares + (x << 3), load<f64>(squares + (x << 3)) + v * v);
    }
  }
  for (let sy = 0; sy < span; sy++) {
    const top = corner + sy * stride;
    const entering = top + (side - 1) * stride;
    for (let x = 0; x < wide; x++) {
      const v: f64 = load<f32>(entering + (x << 2));
      store<f64>(columns + (x << 3), load<f64>(columns + (x << 3)) + v);
      store<f64>(squares + (x << 3), load<f64>(squares + (x << 3)) + v * v);
    }
    let sx = 0;
    const line = scores + ((sy * span) << 2);
    for (; sx + 4 <= span; sx += 4)
      v128.store(line + (sx << 2), crossOfFour(top + (sx << 2), offsets, dark, quads));
    for (; sx < span; sx++) store<f32>(line + (sx << 2), crossOfOne(top + (sx << 2), offsets, dark, quads));
    let sum: f64 = 0;
    let square: f64 = 0;
    for (let x = 0; x < side - 1; x++) {
      sum += load<f64>(columns + (x << 3));
      square += load<f64>(squares + (x << 3));
    }
    for (sx = 0; sx < span; sx++) {
      const last = columns + ((sx + side - 1) << 3);
      sum += load<f64>(last);
      square += load<f64>(last + (wide << 3));
      const m = sum / n;
      const cross: f64 = load<f32>(line + (sx << 2));
      const spread = variance * max(square / n - m * m, floor);
      store<f32>(line + (sx << 2), <f32>((cross / n - m * mean) / sqrt(spread)));
      sum -= load<f64>(columns + (sx << 3));
      square -= load<f64>(squares + (sx << 3));
    }
    for (let x = 0; x < wide; x++) {
      const v: f64 = load<f32>(top + (x << 2));
      store<f64>(columns + (x << 3), load<f64>(columns + (x << 3)) - v);
      store<f64>(squares + (x << 3), load<f64>(squares + (x << 3)) - v * v);
    }
  }
}
