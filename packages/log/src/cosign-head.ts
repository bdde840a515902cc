import { accept, type Refusal, type Result } from '@hufu/contract';
import { collectCosignatures, type WitnessAddress } from './cosign-client.ts';
import type { Log } from './log.ts';
import type { Policy } from './policy.ts';
import { type VerifiedCheckpoint, verifyCheckpoint } from './policy-check.ts';

/** A head that its witnesses cosigned and that is now published. */
export interface CosignedHead {
  readonly signedCheckpoint: string;
  readonly verified: VerifiedCheckpoint;
  /** Witnesses that did not cosign though the quorum was reached without them: worth an alarm. */
  readonly refusals: readonly { readonly witness: WitnessAddress; readonly refusal: Refusal }[];
}

/** Has the log's newest head cosigned and, once the policy's own verifier believes it, publishes it. */
export async function cosignHead(
  log: Log,
  options: {
    policy: Policy;
    witnesses: readonly WitnessAddress[];
    sizes?: Map<string, number>;
    timeoutMs?: number;
    fetch?: typeof globalThis.fetch;
  },
): Promise<Result<CosignedHead>> {
  const { policy, ...reach } = options;
  const cosigned = await collectCosignatures({
    ...reach,
    checkpoint: log.checkpoint(),
    proveConsistency: log.proveConsistency,
  });
  if (!cosigned.ok) return cosigned;
  const { signedCheckpoint, refusals } = cosigned.value;
  const verified = verifyCheckpoint(policy, signedCheckpoint);
  // Who refused and why is what the operator must read, not only that the quorum is short.
  if (!verified.ok)
    return { ...verified, context: { ...verified.context, refusals: refusals.map((r) => r.refusal) } };
  const published = await log.publish(signedCheckpoint);
  if (!published.ok) return published;
  return accept({ signedCheckpoint, verified: verified.value, refusals });
}
