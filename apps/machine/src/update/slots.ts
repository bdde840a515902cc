import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HufuError, type Release, toHex, zHex32 } from '@hufu/contract';
import { makeFolderDurably, readIfPresent, syncFolder, writeFileDurably } from '@hufu/durable';
import { z } from 'zod';

const zSlotName = z.enum(['a', 'b']);
/** One of the two places where an agent's program lies. */
export type SlotName = z.infer<typeof zSlotName>;

const zProgram = z.object({ version: z.string(), digest: zHex32 });

/** What is kept about the two slots. Written whole, before anything rests on it. */
export const zSlotState = z.object({
  format: z.literal('hufu-slots/1'),
  active: zSlotName,
  programs: z.object({ a: zProgram.nullable(), b: zProgram.nullable() }),
  /** A program that runs on trial, and how often it was started so far. */
  trial: z.object({ slot: zSlotName, starts: z.number().int().min(0) }).nullable(),
  /** The version that failed its trial, until the agent has told of it. */
  rolledBack: z.string().nullable(),
  /** Digests of releases that failed their trial here. */
  failed: z.array(zHex32).default([]),
});
export type SlotState = z.infer<typeof zSlotState>;

/** A program on trial that did not prove itself in so many starts is given up. */
const TRIAL_STARTS = 3;

/** Releases that failed are few; a machine does not remember them for ever. */
const keptFailures = 50;

/** A machine fresh from its package: slot a, nothing on trial. */
export const firstSlots: SlotState = {
  format: 'hufu-slots/1',
  active: 'a',
  programs: { a: null, b: null },
  trial: null,
  rolledBack: null,
  failed: [],
};

/**
 * Which slot to start now, and the state to write down before starting it: a start that never comes back has been counted.
 */
export function chooseSlot(state: SlotState): { readonly slot: SlotName; readonly next: SlotState } {
  const { trial, active } = state;
  if (!trial) return { slot: active, next: state };
  if (trial.starts >= TRIAL_STARTS) {
    const gone = state.programs[trial.slot];
    const failed = gone ? [...state.failed, gone.digest].slice(-keptFailures) : state.failed;
    return { slot: active, next: { ...state, trial: null, rolledBack: gone?.version ?? '', failed } };
  }
  return { slot: trial.slot, next: { ...state, trial: { ...trial, starts: trial.starts + 1 } } };
}

/** Puts a program on trial in the slot that is not in use. */
export function withTrial(state: SlotState, program: { version: string; digest: string }): SlotState {
  const slot = otherSlot(state.active);
  return {
    ...state,
    programs: { ...state.programs, [slot]: program },
    trial: { slot, starts: 0 },
    rolledBack: null,
  };
}

/** The program on trial works: it is the one to start from now on. Without a trial nothing changes. */
export function withCommit(state: SlotState): SlotState {
  return state.trial ? { ...state, active: state.trial.slot, trial: null } : state;
}

/** The slot that may be overwritten: never the one that works. */
export function otherSlot(slot: SlotName): SlotName {
  return slot === 'a' ? 'b' : 'a';
}

/** The two slots on disk. */
export interface Slots {
  read(): Promise<SlotState>;
  write(state: SlotState): Promise<void>;
  folder(slot: SlotName): string;
  /** Unpacks an archive whose digest the release names, and puts it on trial from the next start on. */
  stage(release: Release, archive: string): Promise<void>;
}

/** Opens the slots of a machine. */
export function openSlots(root: string): Slots {
  const file = join(root, 'slots.json');
  const folder = (slot: SlotName) => join(root, slot);
  async function read(): Promise<SlotState> {
    const bytes = await readIfPresent(file);
    return bytes ? zSlotState.parse(JSON.parse(new TextDecoder().decode(bytes))) : firstSlots;
  }
  const write = (state: SlotState) =>
    writeFileDurably(file, new TextEncoder().encode(`${JSON.stringify(state, null, 2)}\n`));
  return {
    read,
    write,
    folder,
    async stage(release, archive) {
      const digest = toHex(release.digest);
      if ((await digestOf(archive)) !== digest)
        throw new HufuError('UPDATE_DIGEST_WRONG', { context: { version: release.version } });
      const state = await read();
      const slot = otherSlot(state.active);
      // 1 the slot no longer counts  2 it is filled and on disk  3 it is on trial   (cut in between: the working one starts)
      await write({ ...state, trial: null, programs: { ...state.programs, [slot]: null } });
      await rm(folder(slot), { recursive: true, force: true });
      await makeFolderDurably(folder(slot));
      await unpack(archive, folder(slot));
      await syncFolder(root);
      await write(withTrial(await read(), { version: release.version, digest }));
    },
  };
}

/** SHA-256 of a file, read piece by piece: an archive may be larger than the memory left. */
async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path)) hash.update(piece);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new HufuError('FILE_UNREADABLE', { cause, context: { file: path, problem } });
  }
  return hash.digest('hex');
}

/** `tar` unpacks below the folder only, then everything is flushed: a program that is half on disk must not be started. */
function unpack(archive: string, folder: string): Promise<void> {
  const run = (program: string, args: string[]) =>
    new Promise<void>((resolve, reject) => {
      const fail = (cause?: unknown) =>
        reject(new HufuError('UPDATE_NOT_UNPACKED', { cause, context: { program } }));
      const child = spawn(program, args, { stdio: 'ignore' });
      child.on('error', fail);
      child.on('exit', (code) => (code === 0 ? resolve() : fail()));
    });
  const safe = ['--no-same-owner', '--no-same-permissions'];
  return run('tar', ['--extract', '--file', archive, '--directory', folder, ...safe]).then(() =>
    run('sync', ['--file-system', folder]),
  );
}
