import type { NetworkFaults } from './network-faults.ts';

const PUBLISH = 3;
const DUP = 0x08;

/** Whether a whole MQTT packet carries a message. */
export function isPublish(packet: Uint8Array): boolean {
  return (packet[0] ?? 0) >> 4 === PUBLISH;
}

/** Cuts a stream of bytes into MQTT packets (3.1.1, 2.2): a type, a length of one to four bytes, and so many bytes. */
export function splitPackets(onPacket: (packet: Uint8Array) => void): (bytes: Uint8Array) => void {
  let held: Uint8Array = new Uint8Array();
  return (bytes) => {
    held = held.length === 0 ? bytes : new Uint8Array(Buffer.concat([held, bytes]));
    for (let size = sizeOf(held); size !== undefined && size <= held.length; size = sizeOf(held)) {
      onPacket(held.slice(0, size));
      held = held.slice(size);
    }
  };
}

/** Size of the packet that begins here; undefined when its length is not all there. */
function sizeOf(bytes: Uint8Array): number | undefined {
  let size = 0;
  for (let i = 0; i < 4; i++) {
    const byte = bytes[i + 1];
    if (byte === undefined) return undefined;
    size += (byte & 0x7f) * 128 ** i;
    if ((byte & 0x80) === 0) return size + i + 2;
  }
  // No MQTT: whatever it is, it passes as it is.
  return bytes.length;
}

/** So long a message is held for another one to overtake it. */
const HOLD_MS = 300;

/** Delivers messages twice and in another order; everything else passes untouched. */
export function unrulyPackets(
  faults: () => Pick<NetworkFaults, 'double' | 'reorder'>,
  random: () => number,
  pass: (packet: Uint8Array) => void,
): (packet: Uint8Array) => void {
  let held: Uint8Array | undefined;
  let timer: NodeJS.Timeout | undefined;
  const letGo = () => {
    clearTimeout(timer);
    const packet = held;
    held = undefined;
    if (packet) pass(packet);
  };
  return (packet) => {
    const { double, reorder } = faults();
    if (!isPublish(packet)) return pass(packet);
    if (!held && random() < reorder) {
      held = packet;
      timer = setTimeout(letGo, HOLD_MS);
      return;
    }
    pass(packet);
    letGo();
    if (random() >= double) return;
    const again = Uint8Array.from(packet);
    // A broker that delivers once more says so, where the message is one that may come again (QoS 1).
    if ((again[0] ?? 0) & 0x06) again[0] = (again[0] ?? 0) | DUP;
    pass(again);
  };
}
