import { type Instant, type Release, type Result, refuse, toHex } from '@hufu/contract';
import { expectType, parseSigned, verifyRelease } from '@hufu/statement';
import { sha256 } from '@noble/hashes/sha2.js';
import { readRosterChain } from '../scene.ts';
import type { TrustPolicy } from '../trust-policy.ts';
import { failed, passed, type Verdict, type VerifiedStep, verdictOf } from '../verdict.ts';
import { readProofExtra, verifyProofFile } from '../verify-proof-file.ts';
import { parseWebManifest, type WebFile } from './web-manifest.ts';

/** What a server says of the web pages that it serves. */
export interface WebReleaseOffer {
  /** tlog-proof of the `release` statement with statement, salt and rosters. */
  readonly proof: string;
  readonly manifest: string;
}

/** A list of files that the release quorum stands behind, and how far that is believed. */
export interface VerifiedWebRelease {
  readonly verdict: Verdict;
  /** Present when everything holds. */
  readonly release?: Release;
  readonly files: readonly WebFile[];
}

/**
 * Whether the list of files of a server's web pages is one that the release quorum of the newest roster signed, in the
 * log that the policy believes. It says nothing yet of what the server hands out.
 */
export function verifyWebRelease(
  offer: WebReleaseOffer,
  policy?: TrustPolicy,
  now?: Instant,
): VerifiedWebRelease {
  const proved = verifyProofFile(offer.proof, policy, now);
  if (!proved.ok) return { verdict: proved, files: [] };
  const released = readRelease(offer.proof);
  const files = parseWebManifest(offer.manifest);
  const step = (at: VerifiedStep) =>
    verdictOf([...proved.steps, at], proved.reservations, {
      zh: '网页清单由发布人签名，已入册见证。',
      en: 'The list of web files is signed by the release quorum, logged and witnessed.',
    });
  if (!released.ok) return { verdict: step(failed('statement', released)), files: [] };
  if (!files.ok) return { verdict: step(failed('manifest', files)), files: [] };
  const { target, digest, version } = released.value;
  if (target !== 'web' || toHex(sha256(new TextEncoder().encode(offer.manifest))) !== toHex(digest)) {
    const other = refuse('WEB_MANIFEST_MALFORMED', { problem: `${target} ${version}: digest` });
    return { verdict: step(failed('manifest', other)), files: [] };
  }
  const count = files.value.length;
  const listed = passed(
    'manifest',
    `网页 ${version}：${count} 个文件`,
    `web pages ${version}: ${count} files`,
  );
  return { verdict: step(listed), release: released.value, files: files.value };
}

/** The release, if the quorum of the newest roster signed it: a key that was replaced releases nothing any more. */
function readRelease(proof: string): Result<Release> {
  const extra = readProofExtra(proof);
  if (!extra.ok) return extra;
  const chain = readRosterChain(extra.value.rosters);
  if (!chain.ok) return chain;
  const signed = parseSigned(extra.value.statement);
  const typed = signed.ok ? expectType(signed.value, 'release') : signed;
  if (!typed.ok) return typed;
  const newest = chain.value.at(-1);
  return newest
    ? verifyRelease(typed.value, newest.roster)
    : refuse('QUORUM_MISSING', { needed: 1, present: 0 });
}
