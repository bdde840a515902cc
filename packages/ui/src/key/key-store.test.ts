import { generateFileSigner, parseSigned, sealKey, signStatement, verifySignature } from '@hufu/statement';
import { describe, expect, it } from 'vitest';
import type { DeviceStore } from './device-store.ts';
import { openKeyStore } from './key-store.ts';

/** A device store in memory: what IndexedDB is to the browser. */
function memoryStore<T>(): DeviceStore<T> & { rows: Map<string, T> } {
  const rows = new Map<string, T>();
  return {
    rows,
    get: async (key) => rows.get(key),
    list: async () => [...rows.values()],
    put: async (key, value) => void rows.set(key, value),
    remove: async (key) => void rows.delete(key),
  };
}
const id = '01890000-0000-7000-8000-000000000001';
const withdrawal = {
  type: 'withdrawal',
  v: 1,
  id,
  village: id,
  at: 1,
  request: id,
  by: id,
  reason: '填错了',
} as const;

describe('the key store', () => {
  it('signs with a browser key that only its PIN opens', async () => {
    const store = openKeyStore(memoryStore());
    const made = await store.createBrowser('wang', '246810', 1);
    expect((await store.list('wang')).map((k) => k.thumbprint)).toEqual([made.thumbprint]);
    expect(await store.list('li')).toEqual([]);
    await expect(store.open(made.thumbprint, '111111')).rejects.toMatchObject({ code: 'KEY_LOCKED' });
    const signed = parseSigned(
      await signStatement(withdrawal, [await store.open(made.thumbprint, '246810')]),
    );
    expect(signed.ok && verifySignature(signed.value, 0, made.key).ok).toBe(true);
  });

  it('takes in a key file with its PIN and keeps it encrypted', async () => {
    const rows = memoryStore<never>();
    const store = openKeyStore(rows);
    const signer = generateFileSigner('EdDSA');
    const text = await sealKey(signer, '135790');
    await expect(store.importFile('wang', text, '000000', 1)).rejects.toMatchObject({ code: 'KEY_LOCKED' });
    expect(rows.rows.size).toBe(0);
    const held = await store.importFile('wang', text, '135790', 1);
    expect(held).toMatchObject({ kind: 'file', needsPin: true });
    const signed = parseSigned(
      await signStatement(withdrawal, [await store.open(held.thumbprint, '135790')]),
    );
    expect(signed.ok && verifySignature(signed.value, 0, signer.key).ok).toBe(true);
  });

  it('says that a key is missing once it was removed', async () => {
    const store = openKeyStore(memoryStore());
    const made = await store.createBrowser('wang', '246810', 1);
    await store.remove(made.thumbprint);
    await expect(store.open(made.thumbprint, '246810')).rejects.toMatchObject({ code: 'KEY_MISSING' });
  });
});
