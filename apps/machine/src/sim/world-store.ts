import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { calm, zNetworkFaults } from './network/network-faults.ts';
import { zMark, zRecipe } from './recipe.ts';

/*
 * The physical world does not forget when a process dies. It is written synchronously: in the same turn in which a
 * thing happens it is on disk, so that `kill -9` at any instruction leaves a world that was real.
 */

/** One contact of a die, with the paper or the bare platen. The line number is the raw hardware counter H. */
export const zContact = z.object({
  H: z.number().int(),
  at: z.number(),
  slot: z.number().int(),
  sheet: z.string().nullable(),
  mark: zMark.nullable(),
});
export type Contact = z.infer<typeof zContact>;

/** Whatever else stands or lies there. */
export const zScene = z.object({
  zone: z.boolean(),
  tamper: z.boolean(),
  lidOpen: z.boolean(),
  retracted: z.boolean(),
  slot: z.number().int(),
  faces: z.number().int().min(0).max(2),
  ink: z.number(),
  /** A world of an earlier version knew only whether there was one. */
  network: zNetworkFaults.or(z.boolean().transform((isUp) => ({ ...calm, isUp }))),
  head: z.object({ xMm: z.number(), yMm: z.number(), angleDeg: z.number() }),
  faults: z.array(z.string()),
  /** Lines of the fault script that have not come true yet. */
  script: z.array(z.string()).default([]),
  sheets: z.number().int(),
  sheet: zRecipe.nullable(),
});
export type Scene = z.infer<typeof zScene>;

const firstScene: Scene = {
  zone: false,
  tamper: false,
  lidOpen: false,
  retracted: true,
  slot: 0,
  faces: 0,
  ink: 0.85,
  network: calm,
  head: { xMm: 0, yMm: 0, angleDeg: 0 },
  faults: [],
  script: [],
  sheets: 0,
  sheet: null,
};

/** The world on disk. */
export interface WorldStore {
  readonly scene: Scene;
  readonly contacts: readonly Contact[];
  change(change: Partial<Scene>): void;
  /** Appends to the truth log; on disk when it returns. */
  touch(contact: Omit<Contact, 'H'>): Contact;
}

/** Opens the world of a folder. */
export function openWorldStore(folder: string): WorldStore {
  mkdirSync(folder, { recursive: true });
  const scenePath = join(folder, 'scene.json');
  const truthPath = join(folder, 'truth.jsonl');
  const contacts = readTruth(truthPath);
  let scene = readScene(scenePath);
  return {
    get scene() {
      return scene;
    },
    contacts,
    change(change) {
      scene = { ...scene, ...change };
      writeSynced(scenePath, JSON.stringify(scene));
    },
    touch(contact) {
      const whole = { H: contacts.length + 1, ...contact };
      appendSynced(truthPath, `${JSON.stringify(whole)}\n`);
      contacts.push(whole);
      return whole;
    },
  };
}

/** Real contacts of a world, for whoever wants to hold reports against the truth. */
export function readTruth(path: string): Contact[] {
  const text = readText(path);
  if (text === undefined) return [];
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => zContact.parse(JSON.parse(line)));
}

function readScene(path: string): Scene {
  const text = readText(path);
  return text === undefined ? firstScene : zScene.parse(JSON.parse(text));
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function appendSynced(path: string, line: string): void {
  const file = openSync(path, 'a');
  try {
    // One write: a killed process leaves the line whole or not at all.
    writeSync(file, line);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function writeSynced(path: string, text: string): void {
  const temp = `${path}.tmp`;
  const file = openSync(temp, 'w');
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temp, path);
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
