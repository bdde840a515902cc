import { readFile, writeFile } from 'node:fs/promises';
import type { Result } from '@hufu/contract';
import { openKey, sealKey } from '../keys/key-file.ts';
import type { FileSigner } from '../keys/signer.ts';

/** Writes a new key file that only its owner can read; never overwrites, because a lost key cannot be made again. */
export async function writeKeyFile(path: string, signer: FileSigner, passphrase: string): Promise<void> {
  await writeFile(path, await sealKey(signer, passphrase), { mode: 0o600, flag: 'wx', flush: true });
}

/** Opens a key file. */
export async function readKeyFile(path: string, passphrase: string): Promise<Result<FileSigner>> {
  return openKey(await readFile(path, 'utf8'), passphrase);
}
