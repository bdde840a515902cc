/** The first window of a reconnect, and the widest. */
export interface ReconnectWindow {
  readonly firstMs: number;
  readonly mostMs: number;
}

/**
 * How long to wait before the next try to connect: anything from nothing to a window that doubles with each try that failed
 * ("full jitter"). All machines of a district lose the broker in the same second; they must not come back in the same one.
 */
export function reconnectPause(failed: number, { firstMs, mostMs }: ReconnectWindow, random: number): number {
  const windowMs = Math.min(mostMs, firstMs * 2 ** Math.min(failed, 30));
  // Never 0: to the MQTT client that means to stay away for good.
  return Math.max(1, Math.ceil(random * windowMs));
}
