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

/** What comes back: what the file was, the verdict, and for a pack that holds its story. */
export interface Examined {
  readonly what: 'pack' | 'proof' | 'noRecord';
  readonly verdict: Verdict;
  readonly story: PackStory | null;
  /** The words of a 'no record' that holds, as they were signed. */
  readonly words: string | null;
}

/** Verifies. A story is told only of evidence that holds: nothing unverified is ever shown as a fact. */
export function examine(of: Examination): Examined {
  const policy = of.policy === null ? undefined : valueOrThrow(parseTrustPolicy(of.policy));
  if (isNoRecord(of.bytes)) {
    const verdict = verifyNoRecord(of.bytes, policy);
    const words = verdict.ok ? new TextDecoder().decode(of.bytes) : null;
    return { what: 'noRecord', verdict, story: null, words };
  }
  if (of.kind === 'proof')
    return { what: 'proof', verdict: verifyProofFile(of.bytes, policy, of.now), story: null, words: null };
  const pack = readPack(of.bytes);
  const verdict = verifyPack(pack.ok ? pack.value : of.bytes, policy, of.now);
  return { what: 'pack', verdict, story: verdict.ok && pack.ok ? storyOf(pack.value) : null, words: null };
}
