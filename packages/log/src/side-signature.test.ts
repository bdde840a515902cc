import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { valueOrThrow } from '@hufu/contract';
import { suiteNamed } from '@hufu/statement';
import { expect, it } from 'vitest';
import { openLog } from './log.ts';
import { parseNote, verifyNote } from './note.ts';
import { KEY_TYPE, seedSigner } from './note-key.ts';
import { formatSideVkey, hasSideSignature, parseSideVkey, sm2SideKey } from './side-signature.ts';

const origin = 'example.com/two-lines';
const signer = seedSigner(origin, KEY_TYPE.ed25519, new Uint8Array(32).fill(9));
const sm2 = suiteNamed('SM2');
const secret = new Uint8Array(32).fill(7);
const key = sm2SideKey(origin, sm2.publicOf(secret));

it('a log signs its heads with SM2 beside Ed25519, and who knows only Ed25519 passes over the second line', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'hufu-side-'));
  try {
    const beside = [{ key, sign: (m: Uint8Array) => sm2.sign(secret, m) }];
    {
      await using log = await openLog({ dir, origin, signer, beside });
      await log.append([new Uint8Array(32)]);
      const note = valueOrThrow(parseNote(log.checkpoint()));
      expect(note.signatures).toHaveLength(2);
      expect(verifyNote(note, [signer.key])).toMatchObject({ ok: true });
      expect(hasSideSignature(note, key, sm2.verify)).toBe(true);
      const other = { ...note, text: note.text.replace('\n1\n', '\n2\n') };
      expect(hasSideSignature(other, key, sm2.verify)).toBe(false);
      expect(hasSideSignature({ ...note, signatures: note.signatures.slice(0, 1) }, key, sm2.verify)).toBe(
        false,
      );
    }
    // Opened again by a server that has no SM2 key: the log goes on under its own line.
    await using again = await openLog({ dir, origin, signer });
    expect((await again.append([new Uint8Array(3)])).size).toBe(2);
  } finally {
    await rm(dir, { recursive: true });
  }
});

it('an SM2 key of a log is written as a vkey whose id belongs to it', () => {
  const vkey = formatSideVkey(key);
  expect(parseSideVkey(vkey)).toEqual({ ok: true, value: key });
  expect(parseSideVkey(vkey.replace('two-lines', 'two-lies'))).toMatchObject({ code: 'VKEY_MALFORMED' });
  expect(parseSideVkey('x+00000000+AAAA')).toMatchObject({ code: 'VKEY_MALFORMED' });
});
