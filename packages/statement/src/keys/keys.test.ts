import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Revocation, toHex } from '@hufu/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeCbor } from '../cbor.ts';
import { parseSigned, signStatement } from '../cose-sign.ts';
import { readKeyFile, writeKeyFile } from '../node.ts';
import { verifySignature } from '../verify/verify-signature.ts';
import { createBrowserKey, openBrowserKey } from './browser-key.ts';
import { decodeKey, encodeKey, keyOfCredential } from './cose-key.ts';
import { openKey, sealKey } from './key-file.ts';
import { generateFileSigner, type Signer } from './signer.ts';

const id = '0190a000-0000-7000-8000-000000000001';
const revocation: Revocation = {
  type: 'revocation',
  v: 1,
  id,
  village: id,
  at: 1,
  what: { kind: 'authorization', authorization: id },
  reason: '作废',
};

async function signsFor(signer: Signer): Promise<boolean> {
  const signed = parseSigned(await signStatement(revocation, [signer]));
  return signed.ok && verifySignature(signed.value, 0, signer.key).ok;
}

describe('a key file', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'hufu-key-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('is for its owner only, is never overwritten, and opens with its passphrase', async () => {
    const path = join(dir, 'k.json');
    const signer = generateFileSigner('EdDSA');
    await writeKeyFile(path, signer, '春眠不觉晓');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await expect(writeKeyFile(path, signer, 'x')).rejects.toThrow(/EEXIST/);
    const opened = await readKeyFile(path, '春眠不觉晓');
    if (!opened.ok) throw new Error(opened.code);
    expect(toHex(opened.value.secret)).toBe(toHex(signer.secret));
    expect(await signsFor(opened.value)).toBe(true);
    expect(await readFile(path, 'utf8')).not.toContain(toHex(signer.secret));
  });

  it('stays locked for a wrong passphrase, a changed byte, a relabelled algorithm, too few iterations', async () => {
    const text = await sealKey(generateFileSigner('ES256'), 'right');
    expect(await openKey(text, 'wrong')).toMatchObject({ code: 'KEY_LOCKED' });
    expect(await openKey(text.replace('"ES256"', '"SM2"'), 'right')).toMatchObject({ code: 'KEY_LOCKED' });
    expect(await openKey(text.replace('600000', '1000'), 'right')).toMatchObject({ code: 'KEY_LOCKED' });
    expect(await openKey('{', 'right')).toMatchObject({ code: 'KEY_LOCKED' });
    const path = join(dir, 'bad.json');
    await writeFile(path, text.replace(/"secret": "../, '"secret": "__'));
    expect(await readKeyFile(path, 'right')).toMatchObject({ code: 'KEY_LOCKED' });
  });
});

describe('a browser key', () => {
  it('signs after it was cloned as IndexedDB clones, with the right PIN only', async () => {
    const stored = structuredClone(await createBrowserKey('246810'));
    const opened = await openBrowserKey(stored, '246810');
    if (!opened.ok) throw new Error(opened.code);
    expect(await signsFor(opened.value)).toBe(true);
    expect(await openBrowserKey(stored, '000000')).toMatchObject({ code: 'KEY_LOCKED' });
  });

  it('cannot be opened with the PIN on another device, and its device key cannot be read out', async () => {
    const [stored, other] = [await createBrowserKey('246810'), await createBrowserKey('246810')];
    expect(await openBrowserKey({ ...stored, deviceKey: other.deviceKey }, '246810')).toMatchObject({
      code: 'KEY_LOCKED',
    });
    await expect(crypto.subtle.exportKey('raw', stored.deviceKey)).rejects.toThrow();
  });
});

describe('a COSE_Key', () => {
  it.each(['EdDSA', 'ES256', 'SM2'] as const)('of %s is read back', (alg) => {
    const { key } = generateFileSigner(alg);
    const read = decodeKey(key);
    if (!read.ok) throw new Error(read.code);
    expect(read.value.name).toBe(alg);
    expect(toHex(encodeKey(alg, read.value.point))).toBe(toHex(key));
  });

  it('loses what a passkey adds, and is refused with anything beside the required fields', () => {
    const { key } = generateFileSigner('ES256');
    const point = decodeKey(key);
    if (!point.ok) throw new Error(point.code);
    const credential = encodeCbor(
      new Map<number, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, point.value.point.slice(0, 32)],
        [-3, point.value.point.slice(32)],
      ]),
    );
    expect(decodeKey(credential)).toMatchObject({ code: 'STATEMENT_MALFORMED' });
    expect(keyOfCredential(credential)).toEqual({ ok: true, value: key });
  });
});
