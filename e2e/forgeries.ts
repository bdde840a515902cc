import { randomBytes, randomUUID } from 'node:crypto';
import { valueOrThrow } from '@hufu/contract';
import { generateFileSigner, parseSigned, type SignedStatement } from '@hufu/statement';
import { personSigner } from '../apps/cli/src/demo/rosters.ts';
import type { Siege } from './siege.ts';

/** Authorizations that an operator of the server can make or find: what is wrong with each, and the code that says so. */
export async function forgedAuthorizations(siege: Siege): Promise<[string, string, SignedStatement][]> {
  const day = 86_400_000;
  const { payload } = siege.waiting.signed;
  const other = siege.roster.seals.find((s) => s.id !== payload.impressions[0]?.seal)?.id ?? '';
  const forAnother = siege.like({ machine: new Uint8Array(randomBytes(32)) });
  const neighbour = siege.demo.villages.find((v) => v.secrets.id !== payload.village);
  const elsewhere = neighbour?.secrets.people[`${neighbour.village.key}-secretary`]?.secret ?? '';
  const broken = Buffer.from((await siege.signedBy(siege.like(), siege.secretary)).cose);
  broken[broken.length - 7] = (broken[broken.length - 7] ?? 0) ^ 1;
  return [
    ['a key of nobody', 'SIGNER_UNKNOWN', await siege.signedBy(siege.like(), generateFileSigner('ES256'))],
    ['the key of his server', 'SIGNER_UNKNOWN', await siege.signedBy(siege.like(), siege.operator.service)],
    ['a bribed custodian', 'SIGNER_LACKS_ROLE', await siege.signedBy(siege.like(), siege.custodian)],
    ['a broken signature', 'SIGNATURE_INVALID', valueOrThrow(parseSigned(new Uint8Array(broken)))],
    [
      'the approval of another village',
      'AUTHORIZATION_WRONG_MACHINE',
      await siege.signedBy(siege.like({ village: neighbour?.secrets.id ?? '' }), personSigner(elsewhere)),
    ],
    [
      'a stranger beside the approver',
      'SIGNER_UNKNOWN',
      await siege.signedBy(siege.like(), siege.secretary, siege.operator.service),
    ],
    [
      'the approver of another village',
      'SIGNER_UNKNOWN',
      await siege.signedBy(siege.like(), personSigner(elsewhere)),
    ],
    ['a new job id', 'SIGNATURE_INVALID', siege.grafted({})],
    ['another request', 'SIGNATURE_INVALID', siege.grafted({ request: randomUUID() })],
    [
      'another seal',
      'SIGNATURE_INVALID',
      siege.grafted({ impressions: payload.impressions.map((i) => ({ ...i, seal: other })) }),
    ],
    [
      'more copies',
      'SIGNATURE_INVALID',
      siege.grafted({ impressions: payload.impressions.map((i) => ({ ...i, copies: 9 })) }),
    ],
    [
      'another page',
      'SIGNATURE_INVALID',
      siege.grafted({ pages: payload.pages.map((p) => ({ ...p, digest: new Uint8Array(randomBytes(32)) })) }),
    ],
    ['a later end', 'SIGNATURE_INVALID', siege.grafted({ validTo: payload.validTo + day })],
    ['another stamper', 'SIGNATURE_INVALID', siege.grafted({ stamper: randomUUID() })],
    [
      'approved for another machine',
      'AUTHORIZATION_WRONG_MACHINE',
      await siege.signedBy(forAnother, siege.secretary),
    ],
    [
      'approved and never used until it expired',
      'AUTHORIZATION_EXPIRED',
      await siege.signedBy(
        siege.like({ at: payload.at - 2 * day, validFrom: payload.at - 2 * day, validTo: payload.at - day }),
        siege.secretary,
      ),
    ],
    [
      'two contents under one id',
      'AUTHORIZATION_INCONSISTENT',
      siege.grafted({ id: payload.id, request: randomUUID() }),
    ],
  ];
}
