import { api } from '@hufu/contract';
import { toBase64 } from '@hufu/log';
import { answerPublic } from '../http/handler.ts';
import type { LogKeeper } from '../log/log-keeper.ts';
import { openTimestampAuthorities } from '../timestamps/authorities.ts';
import { listFirstRosters } from './evidence.store.ts';

/** GET /api/evidence/get-policy: what this server says of itself; a verifier compares the digests with the posted ones. */
export const getPolicy = (keeper: LogKeeper) =>
  answerPublic(api.evidence.getPolicy, async ({ parts }) => {
    const { witnesses, k, policyText } = keeper.witnesses;
    const pins = await listFirstRosters(parts.db);
    const authorities = await openTimestampAuthorities(parts.config.log.timestampsFile);
    const anchors = authorities.flatMap((a) =>
      a.anchors.map((c) => `#hufu-timestamp-ca ${toBase64(c.der)}\n`),
    );
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
      policy: `${policyText}${pins.map((p) => `#hufu-roster ${p.village} ${p.digest}\n`).join('')}${anchors.join('')}#hufu-log-sm2 ${keeper.sm2Vkey}\n#hufu-service-key ${toBase64(parts.keys.service.key)}\n`,
      demo: parts.config.isDemo,
    };
  });
