import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Authorization, fromHex, type Roster } from '@hufu/contract';
import { encodePayload, payloadDigest, signStatementSync } from '@hufu/statement';
import { firstRoster, machineSigner, personSigner, signRoster } from '../../demo/rosters.ts';
import { openSecrets } from '../../demo/secrets.ts';
import { demoVillages } from '../../demo/township.ts';
import { demoTrust } from '../../demo/trust.ts';

/** A village whose approvers, witnesses and service people sign at once, for one press controller. */
export interface PressVillage {
  readonly roster: Uint8Array;
  /** Secret of the press key that the roster names. */
  readonly pressSecret: Uint8Array;
  readonly pressThumbprint: Uint8Array;
  /** A new authorization of so many impressions, signed by its approver. */
  authorization(at: number, copies: number): { readonly id: string; readonly cose: Uint8Array };
  /** What both witnesses say to a nonce. */
  freshness(nonce: Uint8Array, at: number): Uint8Array[];
  /** The service people let a quarantined controller work again. */
  release(nonce: Uint8Array, at: number): Uint8Array;
}

const hour = 3_600_000;

/** Founds a village of the demo with keys of its own; `bornAt` is when its time begins. */
export async function foundPressVillage(dir: string, bornAt: number): Promise<PressVillage> {
  const secrets = openSecrets(join(dir, 'secrets.json'), bornAt, 0);
  const [village] = demoVillages;
  const own = village && secrets.villages[village.key];
  if (!village || !own) throw new RangeError('a village wanted');
  const kinds = ['partyBranchSeal', 'villageCommitteeSeal', 'cooperativeSeal'] as const;
  const seals = kinds.map((kind, i) => ({
    id: own.seals[i]?.id ?? '',
    kind,
    name: `${village.name}${i}`,
    sealCode13: own.seals[i]?.sealCode13 ?? '',
    specimen: new Uint8Array(32).fill(i),
    diameterMm: 42,
  }));
  const trust = demoTrust(secrets);
  const roster: Roster = firstRoster(village, own, seals, trust, bornAt);
  const rosterDigest = payloadDigest(encodePayload(roster));
  const person = (duty: string) => {
    const found = own.people[`${village.key}-${duty}`];
    if (!found) throw new RangeError(`nobody is ${duty}`);
    return { id: found.id, signer: personSigner(found.secret) };
  };
  const [secretary, custodian, stamper] = [person('secretary'), person('custodian'), person('stamper')];
  const press = machineSigner(own.oldMachine.press);
  const [serviceOne, serviceTwo] = own.service.map(machineSigner);
  if (!serviceOne || !serviceTwo) throw new RangeError('two service keys wanted');

  return {
    roster: await signRoster(roster, own),
    pressSecret: fromHex(own.oldMachine.press),
    pressThumbprint: press.thumbprint,
    authorization(at, copies) {
      const authorization: Authorization = {
        type: 'authorization',
        v: 1,
        id: randomUUID(),
        village: own.id,
        at,
        request: randomUUID(),
        requestDigest: new Uint8Array(randomBytes(32)),
        matter: { id: 'residence-certificate', version: 1, name: '居住证明', major: false },
        purpose: '居住证明',
        applicantName: '村民',
        applicant: null,
        filer: custodian.id,
        stamper: stamper.id,
        pages: [
          {
            digest: new Uint8Array(randomBytes(32)),
            widthPx: 1654,
            heightPx: 2339,
            source: 'document',
            side: 'front',
          },
        ],
        impressions: [{ seal: own.seals[1]?.id ?? '', pages: [0], copies, place: null }],
        zones: [],
        machine: press.thumbprint,
        validFrom: at - 60_000,
        validTo: at + hour,
        mode: 'normal',
        rosterVersion: 1,
      };
      return { id: authorization.id, cose: signStatementSync(authorization, [secretary.signer]) };
    },
    freshness: (nonce, at) =>
      trust.witnesses.map((w, i) =>
        signStatementSync(
          {
            type: 'freshness',
            v: 1,
            village: own.id,
            at,
            witness: w.name,
            machine: press.thumbprint,
            nonce,
            rosterVersion: 1,
            rosterDigest,
            epoch: 0,
            revokedKeys: [],
            revokedAuthorizations: [],
            log: { origin: trust.log.origin, size: 0, root: new Uint8Array(32) },
          },
          machineSigner(secrets.witnesses[i]?.statement ?? ''),
        ),
      ),
    release: (nonce, at) =>
      signStatementSync(
        {
          type: 'service',
          v: 1,
          id: randomUUID(),
          village: own.id,
          at,
          machine: press.thumbprint,
          act: 'releaseQuarantine',
          nonce,
          reason: '台架 / bench',
        },
        [serviceOne, serviceTwo],
      ),
  };
}
