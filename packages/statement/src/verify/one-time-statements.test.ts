import { type Custody, type ErrorCode, type Revocation, type Service, toHex } from '@hufu/contract';
import {
  anAuthorization,
  anException,
  askingMachine,
  aVillage,
  derivedBytes,
  derivedId,
  freshnessFor,
  parsedOrThrow,
  testNonce,
  testNow,
} from '@hufu/testkit';
import { describe, expect, it } from 'vitest';
import { signStatementSync } from '../cose-sign.ts';
import { type FileSigner, generateFileSigner } from '../keys/signer.ts';
import { verifyAuthorization } from './verify-authorization.ts';
import { verifyCustody } from './verify-custody.ts';
import { type UnsureMoment, verifyException } from './verify-exception.ts';
import { verifyReceipt, verifyRecord } from './verify-record.ts';
import { verifyRevocation } from './verify-revocation.ts';
import { verifyRelease, verifyService } from './verify-service.ts';

const village = aVillage();
const { secretary, director, custodian, stamper, reviewer } = village;
const major = anAuthorization(village, {
  matter: { id: 'loan', version: 1, name: '集体借款', major: true },
}).approvedBy(secretary, director);
const found = verifyAuthorization(
  major,
  village.roster,
  freshnessFor(village),
  testNow,
  askingMachine(village),
);
if (!found.ok) throw new Error(found.code);
const usable = found.value;
const moment: UnsureMoment = {
  machine: village.machine.thumbprint,
  nonce: testNonce,
  k: 0,
  frames: [derivedBytes('frame-1')],
};
const both = [secretary, director] as const;

describe('an exception', () => {
  it('I8 holds for the frames, the nonce, the machine and the impression it names', () => {
    const signed = anException(village, major.payload, both);
    expect(verifyException(signed, usable, village.roster, testNow, moment).ok).toBe(true);
  });

  const no: ErrorCode = 'EXCEPTION_NOT_APPLICABLE';
  const x = derivedBytes('x');
  const table: [string, ErrorCode, Partial<Parameters<typeof anException>[3]>, Partial<typeof moment>][] = [
    ['another authorization', no, { authorization: derivedId('x') }, {}],
    ['another impression', no, {}, { k: 1 }],
    ['another machine', no, {}, { machine: x }],
    ['another nonce, because observation broke', no, {}, { nonce: x }],
    ['other frames', no, {}, { frames: [x] }],
    ['a frame more', no, {}, { frames: [derivedBytes('frame-1'), x] }],
    ['a time before the authorization', no, { at: 1 }, {}],
    ['a time in the future', no, { at: testNow + 3_600_000 }, {}],
  ];
  it.each(table)('for %s is refused with %s', (_, code, changes, other) => {
    const signed = anException(village, major.payload, both, changes);
    const answer = verifyException(signed, usable, village.roster, testNow, { ...moment, ...other });
    expect(answer).toMatchObject({ ok: false, code });
  });

  it('needs the same quorum as the authorization', () => {
    const one = anException(village, major.payload, [secretary]);
    expect(verifyException(one, usable, village.roster, testNow, moment)).toMatchObject({
      code: 'QUORUM_MISSING',
    });
    const none = anException(village, major.payload, [custodian]);
    expect(verifyException(none, usable, village.roster, testNow, moment)).toMatchObject({
      code: 'SIGNER_LACKS_ROLE',
    });
  });
});

describe('a service act', () => {
  const service = (act: Service['act'], ...signers: [FileSigner, ...FileSigner[]]) =>
    parsedOrThrow(
      signStatementSync(
        {
          type: 'service',
          v: 1,
          id: derivedId('service'),
          village: village.id,
          at: testNow,
          machine: village.machine.thumbprint,
          act,
          nonce: testNonce,
          reason: '检修',
        },
        signers,
      ),
    );
  const here = { machine: village.machine.thumbprint, nonce: testNonce };
  const [s1, s2] = village.service;

  it('that opens something takes the threshold; one member of the roster may only lock', () => {
    expect(verifyService(service('unlock', s1, s2), village.roster, testNow, here).ok).toBe(true);
    expect(verifyService(service('lockDown', reviewer.signer), village.roster, testNow, here).ok).toBe(true);
    for (const act of ['unlock', 'clearTamper', 'releaseQuarantine'] as const) {
      expect(verifyService(service(act, s1), village.roster, testNow, here)).toMatchObject({
        code: 'QUORUM_MISSING',
      });
      expect(
        verifyService(service(act, secretary.signer, director.signer), village.roster, testNow, here),
      ).toMatchObject({ code: 'QUORUM_MISSING' });
    }
    expect(
      verifyService(service('lockDown', generateFileSigner('EdDSA')), village.roster, testNow, here),
    ).toMatchObject({ code: 'SIGNER_UNKNOWN' });
  });

  it('is for one machine and one nonce', () => {
    const signed = service('unlock', s1, s2);
    expect(
      verifyService(signed, village.roster, testNow, { ...here, nonce: derivedBytes('n') }),
    ).toMatchObject({ code: 'NONCE_WRONG' });
    expect(
      verifyService(signed, village.roster, testNow, { ...here, machine: derivedBytes('m') }),
    ).toMatchObject({ code: 'AUTHORIZATION_WRONG_MACHINE' });
  });
});

describe('an act of custody', () => {
  const custody = (
    people: string[],
    signers: [FileSigner, ...FileSigner[]],
    seal = village.seals.committee,
  ) => {
    const act: Custody = {
      type: 'custody',
      v: 1,
      id: derivedId('custody'),
      village: village.id,
      at: testNow,
      seal,
      act: 'mounted',
      people,
      machine: village.machine.id,
      slot: 1,
      H: 0,
      place: '',
      until: null,
      note: '',
    };
    return verifyCustody(parsedOrThrow(signStatementSync(act, signers)), village.roster);
  };

  it('needs the signatures of everybody concerned, the custodian among them', () => {
    expect(custody([custodian.id, stamper.id], [custodian.signer, stamper.signer]).ok).toBe(true);
    expect(custody([custodian.id, stamper.id], [custodian.signer])).toMatchObject({ code: 'QUORUM_MISSING' });
    expect(custody([custodian.id, custodian.id], [custodian.signer])).toMatchObject({
      code: 'QUORUM_MISSING',
    });
    expect(custody([reviewer.id, stamper.id], [reviewer.signer, stamper.signer])).toMatchObject({
      code: 'SIGNER_LACKS_ROLE',
    });
    expect(
      custody([custodian.id, stamper.id], [custodian.signer, stamper.signer], derivedId('x')),
    ).toMatchObject({ code: 'AUTHORIZATION_WRONG_SEAL' });
  });
});

describe('a revocation', () => {
  const revoke = (what: Revocation['what'], ...signers: [FileSigner, ...FileSigner[]]) =>
    verifyRevocation(
      parsedOrThrow(
        signStatementSync(
          {
            type: 'revocation',
            v: 1,
            id: derivedId('r'),
            village: village.id,
            at: testNow,
            what,
            reason: '遗失',
          },
          signers,
        ),
      ),
      village.roster,
      major.payload,
    );
  const key = { kind: 'key' as const, thumbprint: secretary.signer.thumbprint };
  const authorization = { kind: 'authorization' as const, authorization: major.payload.id };

  it('of a key is its owner’s or the root holders’', () => {
    expect(revoke(key, secretary.signer).ok).toBe(true);
    expect(revoke(key, village.root[0], village.root[2]).ok).toBe(true);
    expect(revoke(key, director.signer)).toMatchObject({ code: 'SIGNER_LACKS_ROLE' });
    expect(revoke(key, village.root[0])).toMatchObject({ code: 'SIGNER_UNKNOWN' });
  });

  it('is not dated back by who left office, nor made with a key that was withdrawn', () => {
    const signed = parsedOrThrow(
      signStatementSync(
        {
          type: 'revocation',
          v: 1,
          id: derivedId('r'),
          village: village.id,
          at: testNow,
          what: authorization,
          reason: '遗失',
        },
        director.signer,
      ),
    );
    const later = testNow + 1000;
    const left = {
      ...village.roster,
      people: village.roster.people.map((p) => (p.id === director.id ? { ...p, until: later } : p)),
    };
    expect(verifyRevocation(signed, left, undefined, { now: testNow }).ok).toBe(true);
    expect(verifyRevocation(signed, left, undefined, { now: later })).toMatchObject({
      code: 'SIGNER_LACKS_ROLE',
    });
    const revokedKeys = new Set([toHex(director.signer.thumbprint)]);
    expect(verifyRevocation(signed, village.roster, undefined, { now: testNow, revokedKeys })).toMatchObject({
      code: 'KEY_REVOKED',
    });
  });

  it('of an authorization is its filer’s or an approver’s', () => {
    expect(revoke(authorization, custodian.signer).ok).toBe(true);
    expect(revoke(authorization, director.signer).ok).toBe(true);
    expect(revoke(authorization, reviewer.signer)).toMatchObject({ code: 'SIGNER_LACKS_ROLE' });
  });
});

describe('other signatures', () => {
  it('on a record are the agent’s, on a receipt the press controller’s, on a release the quorum’s', () => {
    const record = (signer: FileSigner) =>
      parsedOrThrow(
        signStatementSync(
          {
            type: 'authorizationRecord',
            v: 1,
            id: derivedId('rec'),
            village: village.id,
            machine: village.machine.thumbprint,
            boot: 1,
            n: 0,
            prev: new Uint8Array(32),
            at: testNow,
            tsq: 'ntp',
            authorization: major.payload.id,
            accepted: true,
            code: '',
          },
          signer,
        ),
      );
    expect(verifyRecord(record(village.machine.agent), village.roster).ok).toBe(true);
    expect(verifyRecord(record(village.otherMachine.agent), village.roster)).toMatchObject({
      code: 'SIGNER_UNKNOWN',
    });
    expect(verifyRecord(major, village.roster)).toMatchObject({ code: 'STATEMENT_TYPE_WRONG' });
    const receipt = parsedOrThrow(
      signStatementSync(
        {
          type: 'receipt',
          v: 1,
          authorization: major.payload.id,
          k: 0,
          attempt: 0,
          outcome: 'executed',
          H0: 0,
          H1: 1,
          counters: { A: 1, D: 0, V: 0, U: 0, L: 1, H: 1 },
          pressBoot: 1,
          preHash: derivedBytes('pre'),
          traceHash: derivedBytes('trace'),
          sid: 1,
        },
        village.machine.press,
      ),
    );
    expect(verifyReceipt(receipt, village.machine.press.key).ok).toBe(true);
    expect(verifyReceipt(receipt, village.machine.agent.key)).toMatchObject({ code: 'SIGNER_UNKNOWN' });
    const release = (signers: [FileSigner, ...FileSigner[]]) =>
      verifyRelease(
        parsedOrThrow(
          signStatementSync(
            {
              type: 'release',
              v: 1,
              id: derivedId('rel'),
              at: testNow,
              target: 'press',
              version: '1.0.0',
              digest: derivedBytes('fw'),
            },
            signers,
          ),
        ),
        village.roster,
      );
    expect(release([...village.release]).ok).toBe(true);
    expect(release([village.release[0]])).toMatchObject({ code: 'QUORUM_MISSING' });
  });
});
