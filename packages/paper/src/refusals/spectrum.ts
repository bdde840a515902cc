/** Side of the windows whose spectrum is taken; a power of two. */
export const WINDOW_PX = 64;

/** In-place Fourier transform of one row of complex numbers. */
function transform(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j] ?? 0, re[i] ?? 0];
      [im[i], im[j]] = [im[j] ?? 0, im[i] ?? 0];
    }
  }
  for (let size = 2; size <= n; size <<= 1) {
    const half = size >> 1;
    const step = (-2 * Math.PI) / size;
    for (let k = 0; k < half; k++) {
      const c = Math.cos(step * k);
      const s = Math.sin(step * k);
      for (let a = k; a < n; a += size) {
        const b = a + half;
        const xr = (re[b] ?? 0) * c - (im[b] ?? 0) * s;
        const xi = (re[b] ?? 0) * s + (im[b] ?? 0) * c;
        re[b] = (re[a] ?? 0) - xr;
        im[b] = (im[a] ?? 0) - xi;
        re[a] = (re[a] ?? 0) + xr;
        im[a] = (im[a] ?? 0) + xi;
      }
    }
  }
}

const HANN = Float64Array.from(
  { length: WINDOW_PX },
  (_, i) => Math.sin((Math.PI * (i + 0.5)) / WINDOW_PX) ** 2,
);

/** The plane that a window of paper lies on is light, not texture. */
function withoutSlope(window: Float64Array): void {
  const n = WINDOW_PX;
  const middle = (n - 1) / 2;
  let mean = 0;
  let sx = 0;
  let sy = 0;
  for (let y = 0, p = 0; y < n; y++) {
    for (let x = 0; x < n; x++, p++) {
      const v = window[p] ?? 0;
      mean += v;
      sx += v * (x - middle);
      sy += v * (y - middle);
    }
  }
  mean /= n * n;
  const norm = (n * n * (n * n - 1)) / 12;
  for (let y = 0, p = 0; y < n; y++) {
    for (let x = 0; x < n; x++, p++) {
      const plane = mean + (sx / norm) * (x - middle) + (sy / norm) * (y - middle);
      window[p] = ((window[p] ?? 0) - plane) * (HANN[x] ?? 0) * (HANN[y] ?? 0);
    }
  }
}

/**
 * Logarithm of the power of a window of brightness at each frequency: `[v * WINDOW_PX + u]`, u and v wrapping round.
 * The window is used up.
 */
export function logPower(window: Float64Array): Float64Array {
  const n = WINDOW_PX;
  withoutSlope(window);
  const re = window;
  const im = new Float64Array(n * n);
  for (let y = 0; y < n; y++) transform(re.subarray(y * n, (y + 1) * n), im.subarray(y * n, (y + 1) * n));
  const cr = new Float64Array(n);
  const ci = new Float64Array(n);
  const out = new Float64Array(n * n);
  for (let x = 0; x < n; x++) {
    for (let y = 0; y < n; y++) {
      cr[y] = re[y * n + x] ?? 0;
      ci[y] = im[y * n + x] ?? 0;
    }
    transform(cr, ci);
    for (let y = 0; y < n; y++) out[y * n + x] = Math.log((cr[y] ?? 0) ** 2 + (ci[y] ?? 0) ** 2 + 1e-3);
  }
  return out;
}
