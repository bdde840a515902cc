import { api } from '@hufu/contract';
import { answerPublic } from '../http/handler.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import { listFirstRosters } from './evidence.store.ts';

/** GET /api/evidence/get-policy: what this server says of itself; a verifier compares the digests with the posted ones. */
export const getPolicy = (keeper: LogKeeper) =>
  answerPublic(api.evidence.getPolicy, async ({ parts }) => {
    const { witnesses, k, policyText } = keeper.witnesses;
    const pins = await listFirstRosters(parts.db);
    return {
      origin: keeper.origin,
      logVkey: keeper.vkey,
      witnesses: witnesses.map(({ name, organisation, vkey, sameHost }) => ({
        name,
        organisation,
        vkey,
        sameHost,
      })),
      k,
      policy: `${policyText}${pins.map((p) => `#hufu-roster ${p.village} ${p.digest}\n`).join('')}`,
      demo: parts.config.isDemo,
    };
  });
