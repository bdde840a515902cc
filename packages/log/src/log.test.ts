import { chmod, cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseCheckpoint } from './checkpoint.ts';
import { fsck } from './fsck.ts';
import { openLog } from './log.ts';
import { leafHash, treeRoot, verifyConsistency } from './merkle.ts';
import { parseNote } from './note.ts';
import { formatVkey, KEY_TYPE, seedSigner } from './note-key.ts';
import { parsePolicy } from './policy.ts';
import { verifyProof } from './proof-file.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hufu-log-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const origin = 'example.com/village';
const signer = seedSigner(origin, KEY_TYPE.ed25519, new Uint8Array(32).fill(7));
const entry = (i: number) => new TextEncoder().encode(`entry ${i}`);
const entries = (from: number, count: number) => Array.from({ length: count }, (_, i) => entry(from + i));
const open = (name = 'log') => openLog({ dir: join(root, name), origin, signer });

const headOf = (text: string) => {
  const note = parseNote(text);
  const head = note.ok ? parseCheckpoint(note.value.text) : note;
  if (!head.ok) throw new Error(head.code);
  return head.value;
};
const policy = (() => {
  const parsed = parsePolicy(`log ${formatVkey(signer.key)}\nquorum none\n`);
  if (!parsed.ok) throw new Error(parsed.code);
  return parsed.value;
})();

describe('the log on disk', () => {
  it('has the root of RFC 6962 after any sequence of batches, also across restarts', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 5 }),
        async (batches) => {
          run++;
          let size = 0;
          for (const count of batches) {
            await using log = await open(`run-${run}`);
            expect(log.size).toBe(size);
            expect(await log.append(entries(size, count))).toEqual({ firstIndex: size, size: size + count });
            size += count;
            expect(headOf(log.checkpoint()).root).toEqual(treeRoot(entries(0, size).map(leafHash)));
          }
          expect(await fsck(join(root, `run-${run}`), { key: signer.key })).toMatchObject({
            size,
            differences: [],
          });
        },
      ),
      { numRuns: 15 },
    );
  });

  it('gives every caller its own place when many append at once', async () => {
    await using log = await open();
    const places = await Promise.all(Array.from({ length: 300 }, (_, i) => log.append([entry(i)])));
    expect(places.map((p) => p.firstIndex)).toEqual(Array.from({ length: 300 }, (_, i) => i));
    expect(await log.entry(299)).toEqual({ ok: true, value: entry(299) });
  });

  it('makes proofs that verify from the file alone, and consistency proofs between all its sizes', async () => {
    await using log = await open();
    const heads = [];
    for (const count of [1, 2, 254, 3, 300, 1]) {
      await log.append(entries(log.size, count));
      heads.push(headOf(log.checkpoint()));
    }
    for (const index of [0, 1, 255, 256, 300, log.size - 1]) {
      const proof = await log.tlogProof(index, { extra: Uint8Array.of(1, 2) });
      if (!proof.ok) throw new Error(proof.code);
      expect(verifyProof(policy, entry(index), proof.value)).toMatchObject({
        ok: true,
        value: { index, size: log.size },
      });
      expect(verifyProof(policy, entry(index + 1), proof.value)).toMatchObject({
        code: 'MERKLE_PROOF_INVALID',
      });
    }
    for (const [i, a] of heads.entries()) {
      for (const b of heads.slice(i)) {
        const proof = await log.proveConsistency(a.size, b.size);
        if (!proof.ok) throw new Error(proof.code);
        expect(
          verifyConsistency({
            size1: a.size,
            size2: b.size,
            root1: a.root,
            root2: b.root,
            proof: proof.value,
          }).ok,
        ).toBe(true);
      }
    }
    expect(await log.tlogProof(log.size)).toMatchObject({ code: 'LOG_INDEX_OUT_OF_RANGE' });
  });

  it('appends at an index: no gap, repeats accepted, other content refused', async () => {
    await using log = await open();
    expect(await log.appendAt(0, entries(0, 300))).toEqual({ ok: true, value: { firstIndex: 0, size: 300 } });
    expect(await log.appendAt(100, entries(100, 50))).toEqual({
      ok: true,
      value: { firstIndex: 100, size: 300 },
    });
    expect(await log.appendAt(290, entries(290, 20))).toEqual({
      ok: true,
      value: { firstIndex: 290, size: 310 },
    });
    expect(await log.appendAt(311, entries(311, 1))).toMatchObject({
      code: 'LOG_GAP',
      context: { index: 311, size: 310 },
    });
    expect(await log.appendAt(309, [entry(0)])).toMatchObject({
      code: 'LOG_CONFLICT',
      context: { index: 309 },
    });
    const racing = await Promise.all([
      log.appendAt(310, entries(310, 2)),
      log.appendAt(311, entries(311, 2)),
      log.appendAt(312, [entry(0)]),
    ]);
    expect(racing.map((r) => (r.ok ? 'taken' : r.code))).toEqual(['taken', 'taken', 'LOG_CONFLICT']);
    expect(await log.appendAt(313, [new Uint8Array(65_536)])).toMatchObject({ code: 'LOG_ENTRY_TOO_LARGE' });
    expect(log.size).toBe(313);
  });

  it('writes tiles as immutable files and serves them, but nothing beyond its head or beside its tiles', async () => {
    await using log = await open();
    await log.append(entries(0, 257));
    const full = await log.serve('tile/0/000');
    expect(full).toMatchObject({ contentType: 'application/octet-stream' });
    expect(full?.bytes.length).toBe(8192);
    expect((await stat(join(root, 'log/tile/0/000'))).mode & 0o777).toBe(0o444);
    expect((await log.serve('tile/entries/001.p/1'))?.bytes.length).toBe(2 + entry(256).length);
    expect((await log.serve('tile/1/000.p/1'))?.bytes.length).toBe(32);
    expect((await log.serve('checkpoint'))?.contentType).toBe('text/plain; charset=utf-8');
    for (const path of [
      'tile/0/001.p/2',
      'tile/0/001',
      'head',
      'staging',
      'tile/../head',
      'tile/2/000',
      '',
    ]) {
      expect(await log.serve(path)).toBeUndefined();
    }
  });

  it('publishes no older checkpoint, no foreign one and none of another tree', async () => {
    await using log = await open();
    await using other = await open('other');
    await log.append(entries(0, 5));
    const older = log.checkpoint();
    await log.append(entries(5, 5));
    await other.append(entries(100, 7));
    expect(await log.publish(log.checkpoint())).toMatchObject({ ok: true });
    expect(await log.publish(older)).toMatchObject({ code: 'CHECKPOINT_ROLLED_BACK' });
    await log.append(entries(10, 1));
    await other.append(entries(107, 4));
    expect(await log.publish(other.checkpoint())).toMatchObject({ code: 'CHECKPOINT_ROLLED_BACK' });
    expect(await log.publish(older.replace('example', 'exemple'))).toMatchObject({
      code: 'LOG_INCONSISTENT',
    });
    expect(headOf(log.published() ?? '').size).toBe(10);
  });

  it('has one writer', async () => {
    await using log = await open();
    await expect(open()).rejects.toMatchObject({ code: 'DURABLE_LOCKED' });
    expect(log.size).toBe(0);
  });
});

describe('a log that was killed', () => {
  /** Folder states a crash can leave: all files of the batch's order, up to one of them. */
  it('I6 finishes its batch when killed between any two writes', async () => {
    {
      await using log = await open('before');
      await log.append(entries(0, 250));
    }
    await cp(join(root, 'before'), join(root, 'after'), { recursive: true });
    {
      await using log = await open('after');
      await log.append(entries(250, 10));
    }
    const files = async (dir: string) => (await readdir(join(root, dir), { recursive: true })).sort();
    const old = new Set(await files('before'));
    const added = (await files('after')).filter((f) => !old.has(f) && /\d$/.test(f));
    expect(added.length).toBeGreaterThan(4);
    const after = await readFile(join(root, 'after/head'));
    for (let killedAfter = 0; killedAfter <= added.length; killedAfter++) {
      const dir = `killed-${killedAfter}`;
      await cp(join(root, 'after'), join(root, dir), { recursive: true });
      await cp(join(root, 'before/head'), join(root, dir, 'head'));
      for (const file of added.slice(killedAfter))
        await rm(join(root, dir, file), { force: true, recursive: true });
      await using log = await open(dir);
      expect(log.checkpoint()).toBe(new TextDecoder().decode(after));
      expect(await fsck(join(root, dir))).toMatchObject({ size: 260, differences: [] });
    }
  });
});

describe('I10 a log refuses to start, and fsck says why,', () => {
  const damage = async (file: string, change: (bytes: Buffer) => Buffer | undefined) => {
    {
      await using log = await open();
      await log.append(entries(0, 200));
      await log.append(entries(200, 400));
      await log.publish(log.checkpoint());
    }
    const path = join(root, 'log', file);
    const changed = change(await readFile(path));
    await rm(path);
    if (changed) await writeFile(path, changed);
    await expect(open()).rejects.toMatchObject({
      code: 'LOG_INCONSISTENT',
      context: { problem: expect.any(String) },
    });
    const { differences } = await fsck(join(root, 'log'), { key: signer.key });
    expect(differences.length).toBeGreaterThan(0);
    return differences.map((d) => d.path);
  };
  const flipped = (bytes: Buffer) => {
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    return bytes;
  };

  it('when an entry was changed', async () =>
    expect(await damage('tile/entries/001', flipped)).toContain('tile/entries/001'));
  it('when a leaf hash was changed', async () =>
    expect((await damage('tile/0/000', flipped)).length).toBeGreaterThan(0));
  it('when a partial tile was changed', async () =>
    expect((await damage('tile/0/002.p/88', flipped)).length).toBeGreaterThan(0));
  it('when an upper tile was changed', async () =>
    expect(await damage('tile/1/000.p/2', flipped)).toContain('tile/1/000.p/2'));
  it('when a bundle is missing', async () =>
    expect(await damage('tile/entries/000', () => undefined)).toEqual(['tile/entries/000']));
  it('when the head is missing', async () => expect(await damage('head', () => undefined)).toEqual(['head']));
  it('when the head was changed', async () => expect(await damage('head', flipped)).toContain('head'));
  it('when the staged batch was changed', async () =>
    expect(await damage('staging', flipped)).toContain('staging'));
  it('when the published checkpoint was changed', async () =>
    expect(await damage('checkpoint', flipped)).toContain('checkpoint'));

  it('when the head was rolled back to an older one', async () => {
    let older: Buffer;
    {
      await using log = await open();
      await log.append(entries(0, 200));
      older = await readFile(join(root, 'log/head'));
      await log.append(entries(200, 10));
      await log.append(entries(210, 10));
    }
    await writeFile(join(root, 'log/head'), older);
    await expect(open()).rejects.toMatchObject({ code: 'LOG_INCONSISTENT' });
    await rm(join(root, 'log/staging'));
    await expect(open()).rejects.toMatchObject({ code: 'LOG_INCONSISTENT' });
    expect((await fsck(join(root, 'log'))).differences.map((d) => d.path)).toEqual([
      'tile/entries/000.p/210',
    ]);
  });

  it('when it is opened with another key', async () => {
    {
      await using log = await open();
      await log.append(entries(0, 1));
    }
    const other = seedSigner(origin, KEY_TYPE.ed25519, new Uint8Array(32).fill(8));
    await expect(openLog({ dir: join(root, 'log'), origin, signer: other })).rejects.toMatchObject({
      code: 'LOG_INCONSISTENT',
    });
  });
});

describe('a log whose disk fails', () => {
  it('answers nobody, stops, and is whole after a new start', async () => {
    const dir = join(root, 'log');
    {
      await using log = await open();
      await log.append(entries(0, 3));
      // A name where a folder must be: the disk refuses in the middle of the batch, whoever runs this.
      await writeFile(join(dir, 'tile/1'), '');
      await expect(log.append(entries(3, 300))).rejects.toMatchObject({ code: 'DURABLE_IO' });
      await expect(log.append(entries(3, 1))).rejects.toMatchObject({ code: 'LOG_STOPPED' });
      expect(log.size).toBe(3);
    }
    await chmod(join(dir, 'tile/1'), 0o644);
    await rm(join(dir, 'tile/1'));
    await using log = await open();
    expect(log.size).toBe(303);
    expect((await fsck(dir)).differences).toEqual([]);
  });
});
