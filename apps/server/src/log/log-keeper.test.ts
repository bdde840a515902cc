import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { explain, HufuError, valueOrThrow } from '@hufu/contract';
import { commitment, parsePolicy, verifyCheckpoint, verifyProof } from '@hufu/log';
import { aRequest } from '@hufu/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServerBench, type ServerBench } from '../../rig/server-bench.ts';
import { commit } from '../http/unit-of-work.ts';
import { recordStatement } from '../statements/statement.store.ts';
import { compareStores, refuseIfStoresDisagree } from './reconcile.ts';

let bench: ServerBench;
beforeAll(async () => {
  bench = await openServerBench();
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

async function keep(n: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < n; i++) {
    const id = crypto.randomUUID();
    const signed = aRequest(bench.village, { id });
    await commit(bench.server.parts, async (work) =>
      recordStatement(work, signed, { village: bench.village.id, signers: [] }),
    );
    ids.push(id);
  }
  await bench.server.machineSide.keeper.settled();
  return ids;
}

describe('the keeper of the log', () => {
  it('proves every committed statement in a checkpoint of two witnesses, and serves it to anybody (I6)', async () => {
    const [id = ''] = await keep(5);
    const { keeper } = bench.server.machineSide;
    expect(keeper.witnessedSize).toBe(5);
    expect(keeper.size).toBe(5);
    const row = await bench.server.parts.db
      .selectFrom('statement')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const policy = valueOrThrow(parsePolicy(keeper.witnesses.policyText));
    const proof = valueOrThrow(await keeper.proofOf(id));
    const entry = commitment(new Uint8Array(row.salt), new Uint8Array(row.cose));
    expect(valueOrThrow(verifyProof(policy, entry, proof)).cosigners).toHaveLength(2);
    const served = await fetch(`${bench.server.httpUrl}/log/${keeper.origin}/checkpoint`);
    expect(verifyCheckpoint(policy, await served.text()).ok).toBe(true);
    expect((await fetch(`${bench.server.httpUrl}/log/${keeper.origin}/private`)).status).toBe(404);
  });

  it('holds nothing but commitments of 32 bytes in the public log (I9)', async () => {
    await keep(3);
    const tiles = path.join(bench.server.parts.config.dataDir, 'log/tile/entries');
    const { size } = bench.server.machineSide.keeper;
    const bytes = await readFile(path.join(tiles, '000.p', String(size)));
    expect(bytes.length).toBe(size * (2 + 32));
    const [first] = await bench.server.parts.db.selectFrom('statement').select('digest').execute();
    expect(bytes.includes(Buffer.from(first?.digest ?? '', 'hex'))).toBe(false);
  });

  it('finishes after a restart what was committed but not yet in the log (I6)', async () => {
    await keep(2);
    const { size } = bench.server.machineSide.keeper;
    await bench.stop();
    await bench.start();
    const { db } = bench.server.parts;
    // A batch that was placed by a server that was killed before it reached the log.
    const signed = aRequest(bench.village, { id: crypto.randomUUID() });
    await commit(bench.server.parts, async (work) => {
      const id = await recordStatement(work, signed, { village: bench.village.id, signers: [] });
      await work.tx.updateTable('statement').set({ leaf_index: size }).where('id', '=', id).execute();
    });
    await bench.server.machineSide.keeper.settled();
    expect(bench.server.machineSide.keeper.witnessedSize).toBe(size + 1);
    const open = await db.selectFrom('statement').select('id').where('witnessed_size', 'is', null).execute();
    expect(open).toEqual([]);
  });

  it('finds a statement that differs from its leaf, and an evidence file that is gone (I10)', async () => {
    await keep(2);
    const { db, blobs } = bench.server.parts;
    const { size, serve } = bench.server.machineSide.keeper;
    const log = { size, serve };
    expect(await compareStores(db, log, blobs)).toEqual([]);
    await db
      .insertInto('unit')
      .values({
        id: bench.village.id,
        parent: null,
        level: 'village',
        name: '虎符村',
        path: [bench.village.id],
      })
      .onConflict((c) => c.doNothing())
      .execute();
    await db
      .insertInto('blob_ref')
      .values({
        digest: 'ab'.repeat(32),
        village: bench.village.id,
        kind: 'before',
        request: null,
        media_type: 'image/jpeg',
        at: 0,
      })
      .execute();
    expect((await compareStores(db, { ...log, size: size + 1 }, blobs)).map((d) => d.where)).toContain(
      'blobs',
    );
    expect((await compareStores(db, { ...log, size: size - 1 }, blobs)).map((d) => d.where)).toContain('log');
    // Each language says it in its own words, and how many differences there are beside the first.
    const shorter = { ...log, size: size - 1 };
    const refusal = await refuseIfStoresDisagree(db, shorter, blobs).catch((e: unknown) => e);
    const context = refusal instanceof HufuError ? refusal.context : {};
    const [zh, en] = (['zh', 'en'] as const).map((l) => explain('STORES_DISAGREE', l, context)[1]);
    expect(zh).toMatch(/^[^a-z]+（另有 \d+ 处）$/);
    expect(en).toMatch(/^[ -~]+ \(and \d+ more\)$/);
  });

  it('refuses to start when the log was put back from an older copy, and names hufu doctor (I10)', async () => {
    await keep(2);
    await bench.stop();
    await rm(path.join(bench.server.parts.config.dataDir, 'log'), { recursive: true });
    const refusal = await bench.start().catch((e: unknown) => e);
    expect(refusal).toBeInstanceOf(HufuError);
    expect(refusal).toMatchObject({ code: 'STORES_DISAGREE', context: { command: 'hufu doctor' } });
  });
});
