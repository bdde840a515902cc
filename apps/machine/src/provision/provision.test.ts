import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '@hufu/contract';
import { admit, type CertificateAuthority, certificateFor, claimCode, createCa } from '@hufu/messaging';
import { generateFileSigner } from '@hufu/statement';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCertificateKeeper } from '../agent/certificate-keeper.ts';
import { claimedName, makeClaim, type OwnFiles, takeAdmission } from './claim.ts';

const press = generateFileSigner('EdDSA');
let ca: CertificateAuthority;
let dir: string;
let own: OwnFiles;
beforeAll(async () => {
  ca = await createCa({ name: 'test' });
});
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hufu-claim-'));
  const at = (name: string) => join(dir, name);
  own = {
    dir,
    agentKeyFile: at('agent.key'),
    tlsKeyFile: at('tls-key.pem'),
    tlsCertFile: at('tls-cert.pem'),
    tlsCaFile: at('tls-ca.pem'),
  };
});
afterEach(() => rmSync(dir, { recursive: true }));
const claimed = () => makeClaim(own, { serial: 'HF-2026-0001', pressKey: press.key });

describe('a machine that claims its place', () => {
  it('gets a certificate in the name of its press key, for a key that never leaves it', async () => {
    const claim = await claimed();
    expect(JSON.stringify(claim)).not.toContain('PRIVATE');
    expect(await claimed()).toEqual(claim);
    const admission = await admit(ca, claim, {
      name: claimedName(claim),
      code: claimCode(claim),
      ordered: ['HF-2026-0001'],
    });
    await takeAdmission(own, claim, admission);
    const key = readFileSync(own.tlsKeyFile, 'utf8');
    expect(await certificateFor(readFileSync(own.tlsCertFile, 'utf8'), key)).toMatchObject({
      cn: toHex(press.thumbprint),
    });
  });

  it('is not admitted with the code of another claim: any part that was exchanged changes the six digits', async () => {
    const claim = await claimed();
    const other = generateFileSigner('EdDSA');
    const forged = [
      { ...claim, agentKey: Buffer.from(other.key).toString('base64url') },
      { ...claim, pressKey: Buffer.from(other.key).toString('base64url') },
      { ...claim, serial: 'HF-2026-0002' },
    ];
    for (const one of forged) {
      expect(claimCode(one)).not.toBe(claimCode(claim));
      await expect(
        admit(ca, one, { name: claimedName(one), code: claimCode(claim), ordered: null }),
      ).rejects.toMatchObject({
        code: 'CLAIM_CODE_WRONG',
      });
    }
  });

  it('is not admitted when nobody ordered it', async () => {
    const claim = await claimed();
    await expect(
      admit(ca, claim, { name: claimedName(claim), code: claimCode(claim), ordered: ['HF-1'] }),
    ).rejects.toMatchObject({
      code: 'CLAIM_NOT_ALLOWED',
    });
  });

  it('takes no certificate of another machine or another key', async () => {
    const claim = await claimed();
    const other = await ca.issue({ cn: claimedName(claim), usage: 'client' });
    const elsewhere = await ca.certify(claim.csrPem, { cn: 'f'.repeat(64), usage: 'client' });
    for (const certPem of [other.certPem, elsewhere, 'no certificate'])
      await expect(
        takeAdmission(own, claim, { format: 'hufu-admission/1', certPem, caPem: ca.certPem }),
      ).rejects.toMatchObject({ code: 'CERTIFICATE_NOT_OURS' });
  });
});

describe('the certificate of a machine', () => {
  const day = 86_400_000;
  const name = toHex(press.thumbprint);
  async function keeper(reply: (csr: string) => Promise<string>) {
    const claim = await claimed();
    const admission = await admit(ca, claim, {
      name: claimedName(claim),
      code: claimCode(claim),
      ordered: null,
    });
    await takeAdmission(own, claim, admission);
    const events: string[] = [];
    let now = Date.now();
    let asked = 0;
    const opened = openCertificateKeeper({
      files: { certFile: own.tlsCertFile, keyFile: own.tlsKeyFile },
      name,
      https: () => ({
        send: async ({ body = new Uint8Array() }) => {
          asked++;
          const text = await reply(new TextDecoder().decode(body));
          return { status: 200, headers: {}, body: new TextEncoder().encode(text) };
        },
        close: () => undefined,
      }),
      event: async (event) => events.push(event),
      nowMs: () => now,
      onRenewed: () => events.push('opened anew'),
    });
    const later = async (days: number) => {
      now += days * day;
      await opened.tick();
    };
    return { events, later, asked: () => asked };
  }

  it('is renewed for the same key after two thirds of its life, and not before', async () => {
    const at = await keeper((csr) => ca.certify(csr, { cn: name, usage: 'client', days: 900 }));
    const before = readFileSync(own.tlsCertFile, 'utf8');
    await at.later(200);
    expect([at.asked(), at.events]).toEqual([0, []]);
    await at.later(60);
    expect(at.events).toEqual(['certificateRenewed', 'opened anew']);
    const after = readFileSync(own.tlsCertFile, 'utf8');
    expect(after).not.toBe(before);
    expect(await certificateFor(after, readFileSync(own.tlsKeyFile, 'utf8'))).toMatchObject({ cn: name });
  });

  it('stays what it is when a server answers with another one', async () => {
    const at = await keeper(async () => (await ca.issue({ cn: name, usage: 'client' })).certPem);
    const before = readFileSync(own.tlsCertFile, 'utf8');
    await expect(at.later(300)).rejects.toMatchObject({ code: 'CERTIFICATE_NOT_OURS' });
    expect(readFileSync(own.tlsCertFile, 'utf8')).toBe(before);
    expect(at.events).toEqual([]);
  });
});
