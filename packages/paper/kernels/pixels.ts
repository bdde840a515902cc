/** Weighs sixteen pixels' channels (BT.601, rounded), eight of them at a time. */
function weighed(r: v128, g: v128, b: v128): v128 {
  const sum = i16x8.add(
    i16x8.add(i16x8.mul(r, i16x8.splat(77)), i16x8.mul(g, i16x8.splat(150))),
    i16x8.add(i16x8.mul(b, i16x8.splat(29)), i16x8.splat(128)),
  );
  return i16x8.shr_u(sum, 8);
}

/** Every third byte of forty-eight, from the first on. */
function firsts(a: v128, b: v128, c: v128): v128 {
  return i8x16.shuffle(
    i8x16.shuffle(a, b, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0),
    c,
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    17,
    20,
    23,
    26,
    29,
  );
}

/** From the second on. */
function seconds(a: v128, b: v128, c: v128): v128 {
  return i8x16.shuffle(
    i8x16.shuffle(a, b, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0),
    c,
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    18,
    21,
    24,
    27,
    30,
  );
}

/** From the third on. */
function thirds(a: v128, b: v128, c: v128): v128 {
  return i8x16.shuffle(
    i8x16.shuffle(a, b, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0),
    c,
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    16,
    19,
    22,
    25,
    28,
    31,
  );
}

/** Brightness of `n` pixels of three bytes each. */
export function lumaOf(rgb: usize, n: i32, out: usize): void {
  const whole = n & ~15;
  for (let i = 0; i < whole; i += 16) {
    const a = v128.load(rgb);
    const b = v128.load(rgb + 16);
    const c = v128.load(rgb + 32);
    const r = firsts(a, b, c);
    const g = seconds(a, b, c);
    const bl = thirds(a, b, c);
    const low = weighed(
      i16x8.extend_low_i8x16_u(r),
      i16x8.extend_low_i8x16_u(g),
      i16x8.extend_low_i8x16_u(bl),
    );
    const high = weighed(
      i16x8.extend_high_i8x16_u(r),
      i16x8.extend_high_i8x16_u(g),
      i16x8.extend_high_i8x16_u(bl),
    );
    v128.store(out, i8x16.narrow_i16x8_u(low, high));
    rgb += 48;
    out += 16;
  }
  for (let i = whole; i < n; i++, rgb += 3, out++) {
    const sum = 77 * <u32>load<u8>(rgb) + 150 * <u32>load<u8>(rgb, 1) + 29 * <u32>load<u8>(rgb, 2) + 128;
    store<u8>(out, <u8>(sum >> 8));
  }
}

/** Rounded means of 2x2 pixels: `rows` rows of `width` pixels each, out of twice as many rows of `stride` pixels. */
export function halveRows(src: usize, stride: i32, width: i32, rows: i32, out: usize): void {
  const whole = width & ~15;
  for (let y = 0; y < rows; y++) {
    let p = src + 2 * y * stride;
    let q = p + stride;
    let o = out + y * width;
    for (let x = 0; x < whole; x += 16, p += 32, q += 32, o += 16) {
      const low = i16x8.add(
        i16x8.extadd_pairwise_i8x16_u(v128.load(p)),
        i16x8.extadd_pairwise_i8x16_u(v128.load(q)),
      );
      const high = i16x8.add(
        i16x8.extadd_pairwise_i8x16_u(v128.load(p, 16)),
        i16x8.extadd_pairwise_i8x16_u(v128.load(q, 16)),
      );
      const two = i16x8.splat(2);
      v128.store(
        o,
        i8x16.narrow_i16x8_u(i16x8.shr_u(i16x8.add(low, two), 2), i16x8.shr_u(i16x8.add(high, two), 2)),
      );
    }
    for (let x = whole; x < width; x++, p += 2, q += 2, o++) {
      const sum = <u32>load<u8>(p) + <u32>load<u8>(p, 1) + <u32>load<u8>(q) + <u32>load<u8>(q, 1) + 2;
      store<u8>(o, <u8>(sum >> 2));
    }
  }
}

/** Sums of three neighbours in a row, for eight places from the low or the high half. */
function lowSums(a: v128, b: v128, c: v128): v128 {
  return i16x8.add(
    i16x8.add(i16x8.extend_low_i8x16_u(firsts(a, b, c)), i16x8.extend_low_i8x16_u(seconds(a, b, c))),
    i16x8.extend_low_i8x16_u(thirds(a, b, c)),
  );
}

function highSums(a: v128, b: v128, c: v128): v128 {
  return i16x8.add(
    i16x8.add(i16x8.extend_high_i8x16_u(firsts(a, b, c)), i16x8.extend_high_i8x16_u(seconds(a, b, c))),
    i16x8.extend_high_i8x16_u(thirds(a, b, c)),
  );
}

/** A ninth, rounded: 7282 / 65536 is so near to 1 / 9 that no sum of nine bytes falls on the wrong side. */
function ninth(sums: v128): v128 {
  const rounded = i16x8.add(sums, i16x8.splat(4));
  const factor = i16x8.splat(7282);
  const low = i32x4.shr_u(i32x4.extmul_low_i16x8_u(rounded, factor), 16);
  const high = i32x4.shr_u(i32x4.extmul_high_i16x8_u(rounded, factor), 16);
  return i16x8.narrow_i32x4_u(low, high);
}

/** Rounded means of 3x3 pixels: `rows` rows of `width` pixels each, out of three times as many rows of `stride` pixels. */
export function thirdRows(src: usize, stride: i32, width: i32, rows: i32, out: usize): void {
  const whole = width & ~15;
  for (let y = 0; y < rows; y++) {
    let o = out + y * width;
    for (let x = 0; x < whole; x += 16, o += 16) {
      let low = i16x8.splat(0);
      let high = low;
      for (let j = 0; j < 3; j++) {
        const p = src + (3 * y + j) * stride + 3 * x;
        const a = v128.load(p);
        const b = v128.load(p, 16);
        const c = v128.load(p, 32);
        low = i16x8.add(low, lowSums(a, b, c));
        high = i16x8.add(high, highSums(a, b, c));
      }
      v128.store(o, i8x16.narrow_i16x8_u(ninth(low), ninth(high)));
    }
    for (let x = whole; x < width; x++, o++) {
      let sum: u32 = 4;
      for (let j = 0; j < 3; j++) {
        const p = src + (3 * y + j) * stride + 3 * x;
        sum += <u32>load<u8>(p) + <u32>load<u8>(p, 1) + <u32>load<u8>(p, 2);
      }
      store<u8>(o, <u8>(sum / 9));
    }
  }
}
