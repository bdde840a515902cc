import type { MachineView } from '@hufu/contract';
import { type Loaded, useLoad } from '@hufu/ui';
import { useLive } from '../live/live-context.tsx';
import { client } from '../session/api.ts';

/** Where a lock stands: none, ordered and on its way, or obeyed by the machine. */
export type LockStage = 'open' | 'ordered' | 'locked';

/** Where the lock of a machine stands. The machine's own word counts, and it may come before the record of it. */
export function lockStage(machine: Pick<MachineView, 'state' | 'lockDown'>): LockStage {
  if (machine.state === 'lockedDown') return 'locked';
  if (machine.lockDown === null) return 'open';
  return machine.lockDown.since === null ? 'ordered' : 'locked';
}

/** The village's machines, following what they report. */
export function useMachines(): { loaded: Loaded<MachineView[]>; reload: () => void } {
  const { loaded, reload } = useLoad(
    async (signal) => (await client.supervision.listMachines(undefined, { signal })).items,
    [],
  );
  useLive((signal) => {
    if (signal.kind === 'machine' || signal.kind === 'poll') reload();
  });
  return { loaded, reload };
}
