import type { HardwareAtPowerOn, MotorCommand, SensorReading } from '@hufu/press';

/**
 * The physical world as the press controller meets it: motor, lock, carousel, switches and latches.
 * The simulated plant implements it; a board's drivers would too. All calls are synchronous: the world moves by itself.
 */
export interface PlantPort {
  /**
   * Power comes: what latches and switches say now. `H`, `zone` and `tamper` outlive a power cut (and a killed process):
   * the plant keeps them durably, and advances H in the same instant as the contact itself.
   * Called once for each start of the controller; a head that hung in mid-air stays where it is until commanded.
   */
  powerOn(): HardwareAtPowerOn;
  /**
   * Does what the controller commands, without waiting. `selectSlot` answers with a `slot` reading, `down` with `zone`,
   * `contact` and perhaps `limit`, `up` with `retracted: true`; leaving the upper end with `retracted: false`.
   */
  motor(command: MotorCommand): void;
  /** Calls back at every reading, in the order of events; returns how to stop listening. */
  onSensor(listener: (reading: SensorReading) => void): () => void;
}
