import { useSyncExternalStore } from 'react';

const storageName = 'hufu.elder';
const listeners = new Set<() => void>();
let isElder = false;

/** Starts elder mode (大字版): what the person chose on this device, else the app's own default. */
export function startElderMode(byDefault: boolean): void {
  const stored = localStorage.getItem(storageName);
  isElder = stored === null ? byDefault : stored === 'on';
  mark();
}

/** Whether large type and large hit areas are on, following the switch. */
export function useElderMode(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isElder,
  );
}

/** Switches elder mode and remembers it on this device. */
export function setElderMode(on: boolean): void {
  isElder = on;
  localStorage.setItem(storageName, on ? 'on' : 'off');
  mark();
  for (const listener of listeners) listener();
}

function mark() {
  document.documentElement.dataset.elder = isElder ? 'on' : 'off';
}
