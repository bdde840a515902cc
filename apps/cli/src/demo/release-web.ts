import { createHash, randomUUID } from 'node:crypto';
import { HufuError, type Release } from '@hufu/contract';
import { listWebFiles, loadConfig } from '@hufu/server';
import { signStatement } from '@hufu/statement';
import { signIn } from '../actors/session.ts';
import { bringRelease } from '../commands/release.ts';
import { machineSigner } from './rosters.ts';
import type { DemoSecrets } from './secrets.ts';
import { demoOfficials, demoPassword } from './township.ts';

/**
 * Releases the web pages as they were built here, signed by the demo's release quorum: `hufu doctor web` has something to
 * compare them with. Pages that were built anew are a new release.
 */
export async function releaseWeb(secrets: DemoSecrets, server: string): Promise<void> {
  const quorum = Object.values(secrets.villages)[0]?.release.map(machineSigner) ?? [];
  const [first, ...others] = quorum;
  const maintainer = demoOfficials.find((o) => o.role === 'maintainer');
  if (!first || !maintainer) throw new RangeError('a release quorum and a maintainer wanted');
  const list = await listWebFiles(loadConfig({}).webDir, true);
  const digest = createHash('sha256').update(list).digest();
  const payload: Release = {
    type: 'release',
    v: 1,
    id: randomUUID(),
    at: Date.now(),
    target: 'web',
    version: `0.1.0+${digest.toString('hex').slice(0, 8)}`,
    digest: new Uint8Array(digest),
  };
  const cose = await signStatement(payload, [first, ...others]);
  try {
    await bringRelease(await signIn(server, maintainer.login, demoPassword), cose, new Blob([list]));
  } catch (error) {
    // Released at an earlier start.
    if (!(error instanceof HufuError && error.code === 'CONFLICT')) throw error;
  }
}
