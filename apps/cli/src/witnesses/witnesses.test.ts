import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toBase64url } from '@hufu/contract';
import {
  formatAddCheckpoint,
  formatCheckpoint,
  formatVkey,
  KEY_TYPE,
  leafHash,
  seedSigner,
  signNote,
  treeRoot,
} from '@hufu/log';
import { encodeCbor, parseSigned, signStatementSync, verifyAuthorization } from '@hufu/statement';
import { writeKeyFile } from '@hufu/statement/node';
import { anAuthorization, askingMachine, derivedBytes, derivedId, testNonce } from '@hufu/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type BenchTrust, benchVillage, startBenchTrust } from '../../../server/rig/bench-trust.ts';
import { runCommand } from '../../rig/run-command.ts';
import { compareWitnesses } from '../commands/compare-witnesses.ts';
import { revoke } from '../commands/revoke.ts';

const village = benchVillage();
const origin = village.roster.log.origin;
const logSigner = seedSigner(origin, KEY_TYPE.ed25519, derivedBytes('bench log'));
const names = village.witnesses.slice(0, 2).map((w) => w.name);
const vkeyOf = (name: string) =>
  formatVkey(seedSigner(name, KEY_TYPE.cosignature, derivedBytes(`bench witness ${name}`)).key);
let trust: BenchTrust;
let dir: string;
let policy: string;

beforeEach(async () => {
  trust = await startBenchTrust(village);
  dir = mkdtempSync(join(tmpdir(), 'hufu-witnesses-'));
  policy = join(dir, 'policy.txt');
  writePolicy(trust.witnesses.map((w) => w.url));
  for (const w of trust.witnesses)
    await fetch(`${w.url}/roster`, { method: 'POST', body: bytes(village.rosterCose) });
});
afterEach(async () => {
  await trust[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

const bytes = (b: Uint8Array) => Uint8Array.from(b);

function writePolicy(urls: readonly string[], quorum = 2): void {
  const lines = names.map((name, i) => `witness w${i} ${vkeyOf(name)} ${urls[i]}`);
  const text = [`log ${formatVkey(logSigner.key)}`, ...lines, `group all ${quorum} w0 w1`, 'quorum all'];
  writeFileSync(policy, `${text.join('\n')}\n`);
}

/** What the witnesses say to a nonce of the machine, by whoever carries it; a lying server leaves out what it likes. */
async function words(nonce = testNonce) {
  const question = { id: derivedId('q'), village: village.id, machine: village.machine.thumbprint, nonce };
  return await Promise.all(
    trust.witnesses.map(async (w) => {
      const reply = await fetch(`${w.url}/freshness`, { method: 'POST', body: bytes(encodeCbor(question)) });
      const signed = parseSigned(new Uint8Array(await reply.arrayBuffer()));
      if (!signed.ok) throw new Error(signed.code);
      return signed.value;
    }),
  );
}

it('a lost phone: its revocation reaches the witnesses while the server withholds it, and the machine refuses the key at its next word', async () => {
  const now = Date.now();
  const validity = { at: now - 60_000, validFrom: now - 60_000, validTo: now + 3_600_000 };
  const stolen = anAuthorization(village, validity).approvedBy(village.secretary);
  const ask = async () =>
    verifyAuthorization(stolen, village.roster, await words(), Date.now(), askingMachine(village));
  expect(await ask()).toMatchObject({ ok: true });

  const [key, passphrase] = [join(dir, 'secretary.key'), join(dir, 'passphrase')];
  await writeKeyFile(key, village.secretary.signer, 'correct horse battery');
  writeFileSync(passphrase, 'correct horse battery');
  // No server stands in the policy, and none was told.
  const run = await runCommand(() =>
    revoke({ policy, key, passphraseFile: passphrase, village: village.id }),
  );
  expect(run, run.err).toMatchObject({ code: 0 });
  expect(run.out).toContain('✓ 已生效');
  expect(await ask()).toMatchObject({ code: 'KEY_REVOKED' });
  // Whoever carries the words cannot leave out the witnesses that know: the quorum needs both.
  const [first] = await words();
  const alone = verifyAuthorization(
    stolen,
    village.roster,
    first ? [first] : [],
    Date.now(),
    askingMachine(village),
  );
  expect(alone).toMatchObject({ ok: false });
});

it('is not in force while a quorum is left that does not know of it', async () => {
  const statement = join(dir, 'revocation.txt');
  const cose = signStatementSync(
    {
      type: 'revocation',
      v: 1,
      id: derivedId('lost phone'),
      village: village.id,
      at: Date.now(),
      what: { kind: 'key', thumbprint: village.secretary.signer.thumbprint },
      reason: '手机遗失',
    },
    village.secretary.signer,
  );
  writeFileSync(statement, `${toBase64url(cose)}\n`);
  const dead = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => dead.once('listening', resolve));
  const nowhere = `http://127.0.0.1:${(dead.address() as AddressInfo).port}`;
  await new Promise((resolve) => dead.close(resolve));
  const urls = trust.witnesses.map((w) => w.url);

  writePolicy([urls[0] ?? '', nowhere], 1);
  const half = await runCommand(() => revoke({ policy, statement, json: true }));
  expect(half.code).toBe(1);
  expect(JSON.parse(half.out)).toMatchObject({
    isInForce: false,
    each: [{ problem: null }, { url: nowhere }],
  });
  writePolicy([urls[0] ?? '', nowhere], 2);
  expect((await runCommand(() => revoke({ policy, statement }))).code).toBe(0);
  writePolicy(urls, 1);
  expect((await runCommand(() => revoke({ policy, statement }))).code).toBe(0);
});

it('refuses what is no revocation before any witness is asked', async () => {
  const statement = join(dir, 'roster.cose');
  writeFileSync(statement, village.rosterCose);
  const run = await runCommand(() => revoke({ policy, statement }));
  expect(run).toMatchObject({ code: 3, err: expect.stringContaining('STATEMENT_TYPE_WRONG') });
});

it('a monitor finds the witness that was shown another history', async () => {
  const leaves = (name: string) => [derivedBytes('a'), derivedBytes(name)];
  const noteOf = async (entries: Uint8Array[]) =>
    await signNote(
      formatCheckpoint({
        origin,
        size: entries.length,
        root: treeRoot(entries.map(leafHash)),
        extensions: [],
      }),
      [logSigner],
    );
  const published = await noteOf(leaves('b'));
  const tile = Buffer.concat(leaves('b').map(leafHash));
  const log = createServer((request, response) => {
    if (request.url === '/checkpoint') response.end(published);
    else if (request.url === '/tile/0/000.p/2') response.end(tile);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => log.once('listening', resolve));
  const url = `http://127.0.0.1:${(log.address() as AddressInfo).port}`;
  const show = async (i: number, note: string) =>
    await fetch(`${trust.witnesses[i]?.url}/add-checkpoint`, {
      method: 'POST',
      body: formatAddCheckpoint(0, [], note),
    });
  try {
    await show(0, published);
    const silent = await runCommand(() => compareWitnesses({ policy, log: url, json: true }));
    expect(JSON.parse(silent.out)).toMatchObject({ ok: false, differences: [{ witness: 'w1' }] });
    await show(1, published);
    expect(await runCommand(() => compareWitnesses({ policy, log: url }))).toMatchObject({ code: 0 });
    // The log signs a second history of the same length, for the second witness only.
    await trust[Symbol.asyncDispose]();
    trust = await startBenchTrust(village);
    writePolicy(trust.witnesses.map((w) => w.url));
    await show(0, published);
    await show(1, await noteOf(leaves('c')));
    const forked = await runCommand(() => compareWitnesses({ policy, log: url, json: true }));
    expect(forked.code).toBe(1);
    expect(new Set(JSON.parse(forked.out).differences.map((d: { witness: string }) => d.witness))).toEqual(
      new Set(['w1']),
    );
  } finally {
    await new Promise((resolve) => log.close(resolve));
  }
});
