import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeKeyFile } from '@hufu/statement/node';
import { machineSigner } from './rosters.ts';
import type { DemoSecrets } from './secrets.ts';

/** Passphrase of every key file of the demo; it lies beside them, as everything of the demo is public. */
const passphrase = 'hufu-demo';

/**
 * The keys of the two service people of each village, as files: with them a machine that locked itself is opened by
 * `hufu machine unlock`, in the demo as anywhere. Beside them those of the three holders of photographs, for `hufu photo`.
 */
export async function writeServiceKeys(
  dir: string,
  villages: readonly string[],
  secrets: DemoSecrets,
): Promise<void> {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'passphrase'), `${passphrase}\n`, { mode: 0o600 });
  for (const village of villages) {
    const own = secrets.villages[village];
    for (const [name, list] of [
      [village, own?.service ?? []],
      [`${village}-photo`, own?.photos ?? []],
    ] as const)
      for (const [i, secret] of list.entries()) {
        const file = join(dir, `${name}-${i + 1}.key`);
        if (!existsSync(file)) await writeKeyFile(file, machineSigner(secret), passphrase);
      }
  }
}
