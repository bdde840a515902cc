import { type Release, toHex } from '@hufu/contract';
import type { SignedStatement } from '@hufu/statement';
import { rowsOf } from './expected.ts';
import { foldPeople } from './fold-people.ts';
import { foldRecord } from './fold-record.ts';
import { foldRequest } from './fold-request.ts';
import type { FoldScene, Kept } from './scene.ts';

/** A release of a program is kept as its quorum signed it. */
function foldRelease(scene: FoldScene, { target, version, digest }: Release, { id, receivedAt }: Kept): void {
  rowsOf(scene.register, 'program_release').set(id, {
    statement: id,
    target,
    version,
    digest: toHex(digest),
    at: receivedAt,
  });
}

/** One more statement. */
export function fold(scene: FoldScene, signed: SignedStatement, kept: Kept): void {
  if (signed.payload.type === 'release') {
    foldRelease(scene, signed.payload, kept);
    return;
  }
  if (foldPeople(scene, signed, kept.id)) return;
  if (foldRequest(scene, signed, kept)) return;
  foldRecord(scene, signed, kept.id);
}
