/** Cuts a stream of JPEG pictures (MJPEG) into pictures, however the pipe cut it. */
export function mjpegSplitter(onPicture: (jpeg: Uint8Array) => void): (chunk: Uint8Array) => void {
  let held = Buffer.alloc(0);
  const limitBytes = 64 * 1024 * 1024;
  return (chunk) => {
    held = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk]);
    for (;;) {
      const start = held.indexOf(startOfImage);
      if (start < 0) {
        // The marker itself may be cut in two.
        held = held.subarray(Math.max(0, held.length - 1));
        return;
      }
      // Inside entropy-coded data 0xFF is always followed by 0x00 or a restart marker, so this is the end (T.81 B.1.1.5).
      const end = held.indexOf(endOfImage, start + 2);
      if (end < 0) {
        held = held.subarray(start);
        if (held.length > limitBytes) held = Buffer.alloc(0);
        return;
      }
      onPicture(new Uint8Array(held.subarray(start, end + 2)));
      held = held.subarray(end + 2);
    }
  };
}

const startOfImage = Buffer.from([0xff, 0xd8]);
const endOfImage = Buffer.from([0xff, 0xd9]);
