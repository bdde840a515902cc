import type { SignedStatement } from '@hufu/statement';
import { foldPeople } from './fold-people.ts';
import { foldRecord } from './fold-record.ts';
import { foldRequest } from './fold-request.ts';
import type { FoldScene, Kept } from './scene.ts';

/** One more statement. */
export function fold(scene: FoldScene, signed: SignedStatement, kept: Kept): void {
  if (foldPeople(scene, signed, kept.id)) return;
  if (foldRequest(scene, signed, kept)) return;
  foldRecord(scene, signed, kept.id);
}
