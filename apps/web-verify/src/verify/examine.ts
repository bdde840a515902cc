import { type Instant, valueOrThrow } from '@hufu/contract';
import {
  isNoRecord,
  type PackStory,
  parseTrustPolicy,
  readPack,
  storyOf,
  type Verdict,
  verifyNoRecord,
  verifyPack,
  verifyProofFile,
} from '@hufu/evidence';

/** What is handed to the worker. */
export interface Examination {
  readonly kind: 'pack' | 'proof';
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly policy: string | null;
  readonly now: Instant;
}

/** What comes back: the verdict, and for a pack that holds its story. */
export interface Examined {
  readonly verdict: Verdict;
  readonly story: PackStory | null;
}

/** Verifies. A story is told only of evidence that holds: nothing unverified is ever shown as a fact. */
export function examine(of: Examination): Examined {
  const policy = of.policy === null ? undefined : valueOrThrow(parseTrustPolicy(of.policy));
  if (isNoRecord(of.bytes)) return { verdict: verifyNoRecord(of.bytes, policy), story: null };
  if (of.kind === 'proof') return { verdict: verifyProofFile(of.bytes, policy, of.now), story: null };
  const pack = readPack(of.bytes);
  const verdict = verifyPack(pack.ok ? pack.value : of.bytes, policy, of.now);
  return { verdict, story: verdict.ok && pack.ok ? storyOf(pack.value) : null };
}
