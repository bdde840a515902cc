import { valueOrThrow } from '@hufu/contract';
import { formatVkey, KEY_TYPE, seedSigner, signNote } from '@hufu/log';
import { describe, expect, it } from 'vitest';
import { parseTrustPolicy } from './trust-policy.ts';
import { isNoRecord, verifyNoRecord } from './verify-no-record.ts';

const signer = seedSigner('log.example/one', KEY_TYPE.ed25519, new Uint8Array(32).fill(7));
const stranger = seedSigner('log.example/two', KEY_TYPE.ed25519, new Uint8Array(32).fill(8));
const policy = valueOrThrow(parseTrustPolicy(`log ${formatVkey(signer.key)}\nquorum none\n`));
const text = `hufu no-record v1\nphoto sha256:${'ab'.repeat(32)}\nlog log.example/one 3 x\n`;
const utf8 = (s: string) => new TextEncoder().encode(s);

describe('a signed ‘no record’', () => {
  it('holds under the log’s key, and is amber: that nothing was found is all it says', async () => {
    const note = utf8(await signNote(text, [signer]));
    expect(isNoRecord(note)).toBe(true);
    expect(verifyNoRecord(note, policy)).toMatchObject({ ok: true, colour: 'amber' });
  });

  it('fails without a policy, under another key, and with any character changed', async () => {
    const note = await signNote(text, [signer]);
    expect(verifyNoRecord(utf8(note))).toMatchObject({ ok: false, colour: 'red' });
    const foreign = utf8(await signNote(text, [stranger]));
    expect(verifyNoRecord(foreign, policy).steps.at(-1)).toMatchObject({ code: 'NOTE_UNSIGNED' });
    for (let i = 0; i < text.length; i++) {
      const changed = `${note.slice(0, i)}${note[i] === '1' ? '2' : '1'}${note.slice(i + 1)}`;
      expect(verifyNoRecord(utf8(changed), policy).ok, `character ${i}`).toBe(false);
    }
  });

  it('is never taken from a checkpoint that the same key has signed', async () => {
    const checkpoint = utf8(await signNote('log.example/one\n3\nq83vEjRWeJA=\n', [signer]));
    expect(isNoRecord(checkpoint)).toBe(false);
    expect(verifyNoRecord(checkpoint, policy).ok).toBe(false);
  });
});
