import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { commitment, leafHash, parseBundle, tilePath, tileWidth } from '@hufu/log';
import { testNow } from '@hufu/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tellRequest } from '../../rig/bench-history.ts';
import { BenchChain } from '../../rig/bench-machine.ts';
import { type BenchTrust, benchVillage, startBenchTrust } from '../../rig/bench-trust.ts';
import { startTestServer, type TestServer } from '../../rig/test-server.ts';
import { deleteOnSchedule } from '../retention/delete-on-schedule.ts';

/** Strings that stand for people: wherever one of them turns up, a personal datum got there. */
const marked = {
  name: '张标记甲',
  phone: '13911112222',
  idNumber: '33010619900307001X',
  purpose: '为重病母亲办理临时救助',
  counterparty: '李标记乙',
  reason: '核查对张标记甲的举报',
};
const village = benchVillage();
let trust: BenchTrust;
let server: TestServer;

beforeAll(async () => {
  trust = await startBenchTrust(village, () => testNow);
  server = await startTestServer({ village, env: trust.env });
  const told = tellRequest(village, new BenchChain(village), testNow - 40 * 86_400_000, {
    refused: 2,
    changes: {
      applicant: { person: null, name: marked.name, phone: marked.phone },
      purpose: `${marked.purpose}（${marked.idNumber}）`,
      counterparty: marked.counterparty,
    },
  });
  await server.running.importHistory({ village: village.id, items: told.items, blobs: told.blobs });
  const { parts, machineSide } = server.running;
  const person = await parts.db
    .selectFrom('blob_ref')
    .select('digest')
    .where('kind', '=', 'person')
    .executeTakeFirstOrThrow();
  const at = `/api/files/get-blob?digest=${person.digest}&reason=${encodeURIComponent(marked.reason)}`;
  expect((await server.fetchAs('inspector', at)).status).toBe(200);
  await deleteOnSchedule(parts, testNow + 200 * 86_400_000);
  await machineSide.keeper.settled();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await trust[Symbol.asyncDispose]();
});

const statements = async () =>
  await server.running.parts.db.selectFrom('statement').selectAll().orderBy('leaf_index').execute();

/** Every byte of the log's folder: what is served, what is staged, what a copy of the disk would hold. */
function logFiles(): { name: string; bytes: Buffer }[] {
  const folder = path.join(server.running.parts.config.dataDir, 'log');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile())
    .map((f) => path.join(f.parentPath, f.name))
    .map((file) => ({ name: path.relative(folder, file), bytes: readFileSync(file) }));
}

/** The shapes in which a value could have slipped in. */
function shapesOf(value: Uint8Array): Buffer[] {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    // Digits that depend on the neighbours are cut off at both ends.
    return Buffer.from(text.slice(shift === 0 ? 0 : 4, -4));
  });
  const digest = createHash('sha256').update(bytes).digest();
  return [bytes, Buffer.from(bytes.toString('hex')), ...base64, digest, Buffer.from(digest.toString('hex'))];
}

describe('I9 a story with marked strings', () => {
  it('is in the statements, as it must be', async () => {
    const all = Buffer.concat((await statements()).map((s) => s.cose));
    for (const text of Object.values(marked)) expect(all.includes(Buffer.from(text))).toBe(true);
    const types = new Set((await statements()).map((s) => s.type));
    for (const type of ['request', 'authorization', 'outcome', 'opening', 'deletion'])
      expect(types).toContain(type);
  });

  it('leaves none of them in any byte of the log’s files, in no encoding and not as a hash', () => {
    const files = logFiles();
    expect(files.map((f) => f.name)).toContain('checkpoint');
    for (const text of Object.values(marked)) {
      const wide = Buffer.from(text, 'utf16le');
      for (const shape of [...shapesOf(Buffer.from(text)), wide, Buffer.from(wide).swap16()])
        for (const { name, bytes } of files)
          expect([name, text, bytes.includes(shape)]).toEqual([name, text, false]);
    }
  });

  it('leaves no unsalted hash of a statement or picture there, by which a guess could be tried', async () => {
    const files = logFiles();
    const { db } = server.running.parts;
    const pictures = await db.selectFrom('blob_ref').select('digest').execute();
    const rows = await statements();
    const unsalted = [
      ...pictures.map((p) => Buffer.from(p.digest, 'hex')),
      ...rows.flatMap((r) => [
        Buffer.from(r.digest, 'hex'),
        createHash('sha256').update(r.cose).digest(),
        Buffer.from(leafHash(r.cose)),
        r.salt,
      ]),
    ];
    for (const shape of unsalted.flatMap((u) => [
      u,
      Buffer.from(u.toString('hex')),
      Buffer.from(u.toString('base64')),
    ]))
      for (const { name, bytes } of files) expect([name, bytes.includes(shape)]).toEqual([name, false]);
  });

  it('is there as commitments only, each under a salt of its own', async () => {
    const rows = await statements();
    expect(new Set(rows.map((r) => r.salt.toString('hex'))).size).toBe(rows.length);
    const { size } = server.running.machineSide.keeper;
    expect(rows).toHaveLength(size);
    const tile = { level: 'entries' as const, index: 0, width: tileWidth('entries', 0, size) };
    const file = logFiles().find((f) => f.name === tilePath(tile));
    const entries = parseBundle(tile, new Uint8Array(file?.bytes ?? []));
    expect(entries.ok && entries.value).toEqual(
      rows.map((r) => commitment(new Uint8Array(r.salt), new Uint8Array(r.cose))),
    );
  });
});
