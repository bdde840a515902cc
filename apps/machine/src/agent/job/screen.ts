import type { KioskScreen } from '@hufu/contract';

/** The one question before the touch screen, and its version: a tap answers exactly the screen it saw. */
export class ScreenHolder {
  #screen: KioskScreen = { name: 'idle' };
  #version = 1;
  readonly #listeners = new Set<() => void>();

  get screen(): KioskScreen {
    return this.#screen;
  }

  get version(): number {
    return this.#version;
  }

  /** Shows another screen; taps on the one before come too late from now on. */
  show(screen: KioskScreen): void {
    this.#screen = screen;
    this.#version++;
    this.changed();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something beside the screen changed. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
