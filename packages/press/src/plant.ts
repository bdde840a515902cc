/** What the controller tells motor, lock, carousel and latches to do. */
export type MotorCommand =
  /** Turn the carousel until the seal of this slot stands over the platen. */
  | { readonly kind: 'selectSlot'; readonly slot: number }
  /** Reset the contact-zone latch, before motion. */
  | { readonly kind: 'clearZone' }
  | { readonly kind: 'unlock' }
  | { readonly kind: 'down' }
  | { readonly kind: 'up' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'lock' }
  /** Reset the tamper latch, after a `service` statement. */
  | { readonly kind: 'clearTamper' };

/** What sensors and latches report. */
export type SensorReading =
  /** The carousel stands at this slot. */
  | { readonly kind: 'slot'; readonly slot: number }
  /** The head passed Zc: the latch is set in hardware and outlives a power cut. */
  | { readonly kind: 'zone' }
  /** The die touched; H is the hardware's own pulse counter, advanced in the same instant, never reset. */
  | { readonly kind: 'contact'; readonly H: number }
  /** Upper end switch. */
  | { readonly kind: 'retracted'; readonly is: boolean }
  /** Lower end switch. */
  | { readonly kind: 'limit' }
  | { readonly kind: 'overCurrent' }
  | { readonly kind: 'lid'; readonly open: boolean }
  /** The case was opened: latched on the coin cell. */
  | { readonly kind: 'tamper' };

/** What the hardware remembers without power, and how it stands when power comes. */
export interface HardwareAtPowerOn {
  /** Raw contact counter. */
  readonly H: number;
  /** Contact-zone latch. */
  readonly zone: boolean;
  /** Tamper latch. */
  readonly tamper: boolean;
  readonly lidOpen: boolean;
  readonly retracted: boolean;
  readonly slot: number;
}
