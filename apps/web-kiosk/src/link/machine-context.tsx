import type { KioskCommand, KioskJob, KioskState } from '@hufu/contract';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import { sendCommand } from './send-command.ts';

interface MachinePort {
  readonly state: KioskState;
  /** Whether a command is on its way: buttons rest meanwhile. */
  readonly isBusy: boolean;
  readonly problem: unknown;
  /** Sends it; false when it was refused, and then `problem` says why. */
  readonly send: (command: KioskCommand) => Promise<boolean>;
}

const MachineContext = createContext<MachinePort | null>(null);

/** Gives the screens the machine's state and the way to answer it. */
export function MachineProvider(props: { state: KioskState; children: ReactNode }): ReactNode {
  const { state } = props;
  const [busyVersion, setBusyVersion] = useState<number | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const send = useCallback(
    async (command: KioskCommand) => {
      setBusyVersion(state.version);
      setProblem(null);
      try {
        await sendCommand(state.version, command);
        return true;
      } catch (error) {
        setProblem(error);
        return false;
      } finally {
        setBusyVersion(null);
      }
    },
    [state.version],
  );
  const { name } = state.screen;
  // What went wrong on the last screen is no longer true of this one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the screen
  useEffect(() => setProblem(null), [name]);
  const port = { state, isBusy: busyVersion === state.version, problem, send };
  return <MachineContext.Provider value={port}>{props.children}</MachineContext.Provider>;
}

/** The machine's state and the way to answer it. */
export function useMachine(): MachinePort {
  const port = useContext(MachineContext);
  if (!port) throw new Error('MachineProvider is missing');
  return port;
}

/** The job that a screen is about. */
export function useJob(authorization: string): KioskJob | undefined {
  return useMachine().state.jobs.find((j) => j.authorization === authorization);
}
