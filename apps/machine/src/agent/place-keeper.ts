import { type ApiClient, type Claim, HufuError } from '@hufu/contract';
import { claimId } from '@hufu/messaging';
import { type OwnFiles, takeAdmission } from '../provision/claim.ts';

/** Asks for the place of a machine that has no certificate yet. */
export interface PlaceKeeper {
  /** Asked from time to time; the server is asked at most every ten seconds. */
  tick(): Promise<void>;
}

/** What the keeper works with. */
export interface PlaceKeeperContext {
  readonly claim: Claim;
  readonly own: OwnFiles;
  readonly server: Pick<ApiClient['maintenance'], 'submitClaim' | 'getAdmission'>;
  readonly nowMs: () => number;
  /** The certificate is in its place: the links can be opened. */
  readonly onAdmitted: () => void;
}

const everyMs = 10_000;

/**
 * Opens the keeper. It brings the claim and waits: what admits the machine is a person who compared the six digits on its
 * screen. What comes back is taken only if it is for this machine's name and for the key that never left it.
 */
export function openPlaceKeeper(context: PlaceKeeperContext): PlaceKeeper {
  const { claim, own, server, nowMs, onAdmitted } = context;
  const id = claimId(claim);
  let askedAt = Number.NEGATIVE_INFINITY;
  let isBrought = false;
  let isDone = false;
  return {
    async tick() {
      const now = nowMs();
      if (isDone || now - askedAt < everyMs) return;
      askedAt = now;
      if (!isBrought) await server.submitClaim(claim);
      isBrought = true;
      const { state, admission } = await server.getAdmission({ claim: id }).catch((error: unknown) => {
        // A server that was set up anew, or forgot it after its time: it is brought again.
        if (error instanceof HufuError && error.code === 'NOT_FOUND') isBrought = false;
        throw error;
      });
      if (state === 'closed') throw new HufuError('CLAIM_CLOSED');
      if (!admission) return;
      await takeAdmission(own, claim, admission);
      isDone = true;
      onAdmitted();
    },
  };
}
