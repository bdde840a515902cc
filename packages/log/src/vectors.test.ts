import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeLogVectors } from '../rig/log-vectors.ts';
import { fromBase64 } from './base64.ts';
import { verifyCosignatures } from './cosignature.ts';
import { verifyConsistency, verifyInclusion } from './merkle.ts';
import { formatNote, parseNote, parseSignatureLines, verifyNote } from './note.ts';
import { parseVkey } from './note-key.ts';
import { parsePolicy } from './policy.ts';
import { verifyCheckpoint } from './policy-check.ts';
import { verifyProof } from './proof-file.ts';
import { decideAddCheckpoint } from './witness.ts';

const folder = fileURLToPath(new URL('../../../vectors/log/', import.meta.url));
const read = (name: string): unknown => JSON.parse(readFileSync(folder + name, 'utf8'));
const z64 = z.string().transform((text) => {
  const bytes = fromBase64(text);
  if (!bytes) throw new Error(text);
  return bytes;
});
const zCase = { name: z.string(), expect: z.string() };
const outcome = (result: { ok: true } | { ok: false; code: string }) => (result.ok ? 'ok' : result.code);
const keyOf = (vkey: string) => {
  const key = parseVkey(vkey);
  if (!key.ok) throw new Error(key.code);
  return key.value;
};
const policyOf = (text: string) => {
  const policy = parsePolicy(text);
  if (!policy.ok) throw new Error(policy.code);
  return policy.value;
};

/** New vectors are made with HUFU_WRITE_VECTORS=1, and the difference is reviewed. */
it('vectors/log are what the generator makes, byte for byte', async () => {
  const made = await makeLogVectors();
  for (const [name, content] of Object.entries(made)) {
    const text = `${JSON.stringify(content, null, 1)}\n`;
    if (process.env.HUFU_WRITE_VECTORS) writeFileSync(folder + name, text);
    expect(readFileSync(folder + name, 'utf8')).toBe(text);
  }
  expect(readdirSync(folder).sort()).toEqual([...Object.keys(made), 'README.md'].sort());
});

describe('the vectors of', () => {
  it('checkpoints', () => {
    const { logVkey, policy, cases } = z
      .object({
        logVkey: z.string(),
        policy: z.string(),
        cases: z.array(z.object({ ...zCase, checkpoint: z.string(), byLog: z.boolean() })),
      })
      .parse(read('checkpoints.json'));
    for (const { name, checkpoint, expect: wanted, byLog } of cases) {
      expect([name, outcome(verifyCheckpoint(policyOf(policy), checkpoint))]).toEqual([name, wanted]);
      const note = parseNote(checkpoint);
      expect([name, note.ok && verifyNote(note.value, [keyOf(logVkey)]).ok]).toEqual([name, byLog]);
    }
  });

  it('cosignatures', () => {
    const { vkey, text, time, cases } = z
      .object({
        vkey: z.string(),
        text: z.string(),
        time: z.number(),
        cases: z.array(z.object({ ...zCase, line: z.string() })),
      })
      .parse(read('cosignatures.json'));
    for (const { name, line, expect: wanted } of cases) {
      const signatures = parseSignatureLines(line);
      if (!signatures.ok) throw new Error(`${name}: ${signatures.code}`);
      const note = parseNote(formatNote({ text, signatures: signatures.value }));
      if (!note.ok) throw new Error(note.code);
      const cosigners = verifyCosignatures(note.value, [keyOf(vkey)]);
      const got = cosigners.ok ? (cosigners.value[0] ? 'ok' : 'none') : cosigners.code;
      expect([name, got]).toEqual([name, wanted]);
      if (cosigners.ok && cosigners.value[0]) expect(cosigners.value[0].time).toBe(time);
    }
  });

  it('inclusion proofs, degenerate sizes included', () => {
    const zProof = z.object({
      ...zCase,
      index: z.number(),
      size: z.number(),
      leafHash: z64,
      proof: z.array(z64),
      root: z64,
    });
    const { cases } = z.object({ cases: z.array(zProof) }).parse(read('inclusion.json'));
    for (const { name, expect: wanted, ...claim } of cases)
      expect([name, outcome(verifyInclusion(claim))]).toEqual([name, wanted]);
  });

  it('consistency proofs, degenerate sizes included', () => {
    const zProof = z.object({
      ...zCase,
      size1: z.number(),
      size2: z.number(),
      root1: z64,
      root2: z64,
      proof: z.array(z64),
    });
    const { cases } = z.object({ cases: z.array(zProof) }).parse(read('consistency.json'));
    for (const { name, expect: wanted, ...claim } of cases)
      expect([name, outcome(verifyConsistency(claim))]).toEqual([name, wanted]);
  });

  it('tlog-proof files', () => {
    const { policy, cases } = z
      .object({ policy: z.string(), cases: z.array(z.object({ ...zCase, entry: z64, proof: z.string() })) })
      .parse(read('tlog-proofs.json'));
    for (const { name, entry, proof, expect: wanted } of cases)
      expect([name, outcome(verifyProof(policyOf(policy), entry, proof))]).toEqual([name, wanted]);
  });

  it('what a witness answers', () => {
    const { logVkey, held, cases } = z
      .object({
        logVkey: z.string(),
        held: z.object({ size: z.number(), root: z64 }),
        cases: z.array(z.object({ ...zCase, body: z.string() })),
      })
      .parse(read('add-checkpoint.json'));
    const key = keyOf(logVkey);
    for (const { name, body, expect: wanted } of cases) {
      const logs = [{ origin: key.name, keys: [key] }];
      const d = decideAddCheckpoint(new Map([[key.name, held]]), logs, body);
      const got = d.kind === 'cosign' ? d.kind : d.kind === 'size' ? `409 ${d.size}` : String(d.status);
      expect([name, got]).toEqual([name, wanted]);
    }
  });
});
