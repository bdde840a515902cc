/** Consistent Overhead Byte Stuffing without the delimiter: the result holds no zero byte. */
export function encodeCobs(data: Uint8Array): Uint8Array {
  const out: number[] = [0];
  let codeAt = 0;
  let run = 1;
  for (const byte of data) {
    // A full block is closed only when more data follows, so that each content has exactly one encoding.
    if (run === 0xff) {
      out[codeAt] = 0xff;
      codeAt = out.push(0) - 1;
      run = 1;
    }
    if (byte === 0) {
      out[codeAt] = run;
      codeAt = out.push(0) - 1;
      run = 1;
    } else {
      out.push(byte);
      run++;
    }
  }
  out[codeAt] = run;
  return Uint8Array.from(out);
}

/**
 * The content of one COBS block between delimiters, or undefined. Strict: a zero inside, an empty block and a code
 * that runs past the end are refused, for a lax decoder lets single-bit errors through a CRC (MACHINE.md 4).
 */
export function decodeCobs(block: Uint8Array): Uint8Array | undefined {
  if (block.length === 0) return undefined;
  const out = new Uint8Array(block.length);
  let length = 0;
  for (let at = 0; at < block.length; ) {
    const code = block[at] ?? 0;
    if (code === 0 || at + code > block.length) return undefined;
    for (let i = at + 1; i < at + code; i++) {
      const byte = block[i] ?? 0;
      if (byte === 0) return undefined;
      out[length++] = byte;
    }
    at += code;
    if (at < block.length && code !== 0xff) out[length++] = 0;
  }
  return out.slice(0, length);
}
