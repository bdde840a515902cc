import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createFileDurably, makeFolderDurably, readIfPresent } from '@hufu/durable';
import { type PressSigner, pressSigner } from '@hufu/press';
import { importSigner } from '@hufu/statement';

/** Secrets of one board: on hardware in a chip, here in files that only the owner reads. */
export interface PressKeys {
  readonly signer: PressSigner;
  /** Shared with the agent of the same machine when the two are paired. */
  readonly pairKey: Uint8Array;
}

/** Opens the keys of a board, making them at its first start. */
export async function openPressKeys(folder: string): Promise<PressKeys> {
  await makeFolderDurably(folder);
  const secret = await secretOf(join(folder, 'press.key'));
  return { signer: pressSigner(importSigner('EdDSA', secret)), pairKey: await openPairKey(folder) };
}

/** The pair key alone: what the agent reads. It never sees the press key. */
export function openPairKey(folder: string): Promise<Uint8Array> {
  return secretOf(join(folder, 'pair.key'));
}

async function secretOf(path: string): Promise<Uint8Array> {
  const held = await readIfPresent(path);
  if (held) return held;
  const made = new Uint8Array(randomBytes(32));
  await createFileDurably(path, made, { mode: 0o400 });
  return made;
}
