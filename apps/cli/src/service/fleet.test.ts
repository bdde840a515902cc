import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Claim, createApiClient, HufuError, machineHttp, type Release, toHex } from '@hufu/contract';
import { certificateFor, claimCode, claimId } from '@hufu/messaging';
import { type FileSigner, generateFileSigner, signStatementSync } from '@hufu/statement';
import { writeKeyFile } from '@hufu/statement/node';
import { derivedId, testNow } from '@hufu/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAuthorizationDesk } from '../../../machine/src/agent/authorization-desk.ts';
import { openCertificateKeeper } from '../../../machine/src/agent/certificate-keeper.ts';
import { type MachineHttps, openMachineHttps } from '../../../machine/src/agent/machine-https.ts';
import { openNotebook } from '../../../machine/src/agent/notebook.ts';
import { openPlaceKeeper } from '../../../machine/src/agent/place-keeper.ts';
import { openRosterKeeper } from '../../../machine/src/agent/roster-keeper.ts';
import { makeClaim, type OwnFiles } from '../../../machine/src/provision/claim.ts';
import { openReleaseFetcher } from '../../../machine/src/update/release-fetcher.ts';
import { chooseSlot, openSlots } from '../../../machine/src/update/slots.ts';
import { openUpdateKeeper } from '../../../machine/src/update/update-keeper.ts';
import { benchVillage } from '../../../server/rig/bench-trust.ts';
import { type LinkBench, openLinkBench } from '../../../server/rig/link-bench.ts';
import { testPassword, travelling } from '../../../server/rig/test-server.ts';
import { runCommand } from '../../rig/run-command.ts';
import { admitAtServer } from '../commands/machine-admit.ts';
import { release as releaseCommand } from '../commands/release.ts';

// The machine's own parts against a real server, with its log and its witnesses: one life from the factory to the second program.
const village = benchVillage();
const name = toHex(village.machine.thumbprint);
const dir = mkdtempSync(join(tmpdir(), 'hufu-fleet-'));
const own: OwnFiles = {
  dir,
  agentKeyFile: join(dir, 'agent.key'),
  tlsKeyFile: join(dir, 'tls-key.pem'),
  tlsCertFile: join(dir, 'tls-cert.pem'),
  tlsCaFile: join(dir, 'tls-ca.pem'),
};
const word = '春眠不觉晓';
const passphrase = join(dir, 'passphrase');
const passwordFile = join(dir, 'password');
const asMaintainer = () => ({ server: bench.server.url, login: 'maintainer', passwordFile });
let bench: LinkBench;
let claim: Claim;

beforeAll(async () => {
  bench = await openLinkBench(village);
  writeFileSync(passphrase, word);
  writeFileSync(passwordFile, testPassword);
  claim = await makeClaim(own, { serial: 'HF-2026-0001', pressKey: village.machine.press.key });
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

const files = () => ({
  mqttUrl: bench.server.running.mqttUrl,
  machineUrl: bench.server.running.machineUrl,
  caFile: own.tlsCaFile,
  certFile: own.tlsCertFile,
  keyFile: own.tlsKeyFile,
  claimUrl: bench.server.url,
});
const refused = (call: Promise<unknown>) =>
  call.then(
    () => 'accepted',
    (error: unknown) => (error instanceof HufuError ? error.code : String(error)),
  );

describe('a new machine and a real server', () => {
  it('asks for its place, shows six digits, and gets its certificate when a maintainer has typed them in', async () => {
    let now = 0;
    let admitted = 0;
    const place = openPlaceKeeper({
      claim,
      own,
      server: createApiClient(bench.server.url).maintenance,
      nowMs: () => now,
      onAdmitted: () => admitted++,
    });
    await place.tick();
    const maintainer = await bench.server.as('maintainer');
    const { items } = await maintainer.maintenance.listClaims();
    expect(items).toMatchObject([{ serial: 'HF-2026-0001', machine: name, state: 'waiting', triesLeft: 5 }]);
    const order = { claim: claimId(claim), code: claimCode(claim) };
    const wrong = { ...order, code: order.code === '000000' ? '000001' : '000000' };
    const inspector = await bench.server.as('inspector');
    expect(await refused(inspector.maintenance.provisionMachine(order))).toBe('FORBIDDEN');
    expect(await refused(maintainer.maintenance.provisionMachine(wrong))).toBe('CLAIM_CODE_WRONG');
    now += 10_000;
    await place.tick();
    expect(admitted).toBe(0);
    const told = await runCommand(() =>
      admitAtServer({ ...asMaintainer(), code: `${order.code.slice(0, 3)} ${order.code.slice(3)}` }),
    );
    expect(told.out).toContain(claim.agentKey);
    now += 10_000;
    await place.tick();
    expect(admitted).toBe(1);
    const facts = await certificateFor(
      readFileSync(own.tlsCertFile, 'utf8'),
      readFileSync(own.tlsKeyFile, 'utf8'),
    );
    expect(facts?.cn).toBe(name);
    expect(await refused(maintainer.maintenance.provisionMachine(order))).toBe('CLAIM_CLOSED');
  });

  it('is turned away by a maintainer only, and then no code opens its claim', async () => {
    const stranger = { ...claim, serial: 'HF-2026-0666' };
    const { id } = await createApiClient(bench.server.url).maintenance.submitClaim(stranger);
    const administrator = await bench.server.as('administrator');
    const { items } = await administrator.maintenance.listClaims();
    expect(items.find((c) => c.id === id)).toMatchObject({ state: 'waiting' });
    expect(await refused(administrator.maintenance.refuseClaim({ claim: id }))).toBe('FORBIDDEN');
    const maintainer = await bench.server.as('maintainer');
    expect(await maintainer.maintenance.refuseClaim({ claim: id })).toMatchObject({ state: 'closed' });
    expect(await refused(maintainer.maintenance.refuseClaim({ claim: id }))).toBe('CLAIM_CLOSED');
    const order = { claim: id, code: claimCode(stranger) };
    expect(await refused(maintainer.maintenance.provisionMachine(order))).toBe('CLAIM_CLOSED');
  });

  it('closes a claim after five wrong codes, so that nobody can go through a million', async () => {
    const forged = { ...claim, agentKey: Buffer.from(generateFileSigner('EdDSA').key).toString('base64url') };
    const { id } = await createApiClient(bench.server.url).maintenance.submitClaim(forged);
    const maintainer = await bench.server.as('maintainer');
    const code = claimCode(forged) === '123456' ? '654321' : '123456';
    const codes: string[] = [];
    for (let i = 0; i < 5; i++)
      codes.push(await refused(maintainer.maintenance.provisionMachine({ claim: id, code })));
    codes.push(
      await refused(maintainer.maintenance.provisionMachine({ claim: id, code: claimCode(forged) })),
    );
    expect(codes).toEqual([...Array(5).fill('CLAIM_CODE_WRONG'), 'CLAIM_CLOSED']);
  });

  it('renews its certificate at the server for the same key, after two thirds of its life', async () => {
    const https = await openMachineHttps(files());
    const events: string[] = [];
    const before = readFileSync(own.tlsCertFile, 'utf8');
    const keeper = openCertificateKeeper({
      files: files(),
      name,
      https: () => https,
      event: async (event) => events.push(event),
      nowMs: () => Date.now() + 300 * 86_400_000,
      onRenewed: () => undefined,
    });
    await keeper.tick();
    https.close();
    const after = readFileSync(own.tlsCertFile, 'utf8');
    expect([events, after === before]).toEqual([['certificateRenewed'], false]);
    expect(await certificateFor(after, readFileSync(own.tlsKeyFile, 'utf8'))).toMatchObject({ cn: name });
  });
});

describe('a release and a real server', () => {
  const digestOf = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());

  /** An archive of some size, and its release as signed by whoever is named. */
  function release(version: string, signers: readonly FileSigner[] = village.release) {
    const from = join(dir, `from-${version}`);
    mkdirSync(from, { recursive: true });
    writeFileSync(join(from, 'version'), version);
    writeFileSync(join(from, 'bulk'), randomBytes(600_000));
    const archive = join(dir, `${version}.tar.gz`);
    spawnSync('tar', ['-czf', archive, '-C', from, '.']);
    const bytes = new Uint8Array(readFileSync(archive));
    const payload: Release = {
      type: 'release',
      v: 1,
      id: derivedId(`release ${version} ${signers.length}`),
      at: testNow,
      target: 'agent',
      version,
      digest: digestOf(bytes),
    };
    const [first, ...more] = signers;
    if (!first) throw new Error('nobody signs');
    return { bytes, cose: signStatementSync(payload, [first, ...more]) };
  }
  async function publish(login: string, cose: Uint8Array, archive: Uint8Array): Promise<string> {
    const form = new FormData();
    form.append('statement', travelling(cose));
    form.append('archive', new Blob([Buffer.from(archive)]), 'release.tar.gz');
    const reply = await bench.server.fetchAs(login, '/api/maintenance/publish-release', {
      method: 'POST',
      body: form,
    });
    const told: unknown = await reply.json();
    return typeof told === 'object' && told && 'code' in told ? String(told.code) : 'published';
  }
  /** As maintainers do it: two of the quorum sign one after the other, a third person brings it. */
  async function published(version: string): Promise<void> {
    release(version);
    const of = {
      statement: join(dir, `${version}.cose`),
      archive: join(dir, `${version}.tar.gz`),
      passphraseFile: [passphrase],
    };
    const keys = [join(dir, 'release-0.key'), join(dir, 'release-1.key')] as const;
    for (const [i, file] of keys.entries())
      await writeKeyFile(file, village.release[i] ?? village.release[0], word);
    const run = (step: string, more: object) => runCommand(() => releaseCommand(step, { ...of, ...more }));
    await run('begin', { number: version, key: [keys[0]] });
    const early = runCommand(() => releaseCommand('publish', { ...of, ...asMaintainer() }));
    expect(await refused(early)).toBe('QUORUM_MISSING');
    await run('sign', { key: [keys[1]] });
    expect((await run('publish', asMaintainer())).out).toContain(`✓ ${version}`);
  }
  const witnessed = () => bench.server.running.machineSide.keeper.settled();

  /** The machine's update with the real desk, roster, journal and slots; what is around it is told. */
  async function machine(version: string) {
    const at = join(dir, `agent-${version}`);
    mkdirSync(join(at, 'slots'), { recursive: true });
    writeFileSync(join(at, 'genesis.cose'), village.rosterCose);
    const notebook = await openNotebook({
      dir: at,
      signer: village.machine.agent,
      machine: village.machine.thumbprint,
      village: () => village.id,
    });
    const rosters = await openRosterKeeper(notebook, join(at, 'genesis.cose'));
    const events: string[] = [];
    const session: { authorization: string | null } = { authorization: null };
    const slots = openSlots(join(at, 'slots'));
    const updates = openUpdateKeeper({
      slots,
      desk: openAuthorizationDesk(notebook, rosters, village.machine.thumbprint),
      rosters,
      memory: notebook.memory,
      session,
      attemptTurn: (work) => work(),
      event: async (event, detail) => events.push(`${event} ${detail}`),
      version,
      restart: () => events.push('restart'),
    });
    const wire = await openMachineHttps(files());
    const asked: string[] = [];
    let breakAfter = Number.POSITIVE_INFINITY;
    let now = 0;
    const https: MachineHttps = {
      close: () => wire.close(),
      async send(request) {
        const { range } = request.headers ?? {};
        if (range && asked.length >= breakAfter) {
          breakAfter = Number.POSITIVE_INFINITY;
          throw new HufuError('LINK_OFFLINE', { context: { url: request.url } });
        }
        if (range) asked.push(range);
        return wire.send(request);
      },
    };
    const fetcher = openReleaseFetcher({
      dir: at,
      https: () => https,
      updates,
      nowMs: () => now,
      freeMiB: async () => 10_000,
    });
    return {
      slots,
      events,
      session,
      asked,
      updates,
      breakAfter: (n: number) => {
        breakAfter = n;
      },
      tick: () => fetcher.tick(),
      hourLater: () => {
        now += 3_600_000;
        return fetcher.tick();
      },
      async close() {
        wire.close();
        await notebook.close();
      },
    };
  }

  it('is taken in from a maintainer only with its quorum and with the archive that it names', async () => {
    const https = await openMachineHttps(files());
    const none = await https.send({ method: 'GET', url: machineHttp.release });
    expect(none.status).toBe(204);
    const one = release('0.2.0', village.release.slice(0, 1));
    expect(await publish('maintainer', one.cose, one.bytes)).toBe('QUORUM_MISSING');
    const { cose, bytes } = release('0.2.0');
    expect(await publish('administrator', cose, bytes)).toBe('FORBIDDEN');
    expect(await publish('maintainer', cose, bytes.slice(0, -1))).toBe('UPDATE_DIGEST_WRONG');
    expect(await publish('maintainer', cose, bytes)).toBe('published');
    expect(await publish('maintainer', cose, bytes)).toBe('CONFLICT');
    // As after a restore, which has the statement and not the archive.
    const kept = join(bench.server.running.parts.config.dataDir, 'releases', toHex(digestOf(bytes)));
    rmSync(kept);
    expect(await publish('maintainer', cose, bytes)).toBe('published');
    expect(new Uint8Array(readFileSync(kept))).toEqual(bytes);
    const unknown = await https.send({ method: 'GET', url: machineHttp.archive('0'.repeat(64)) });
    expect(unknown.status).toBe(404);
    https.close();
  });

  it('is fetched piece by piece where the line broke, waits for the job, and stays when all was well for a minute', async () => {
    await witnessed();
    const at = await machine('0.1.0');
    at.breakAfter(1);
    at.session.authorization = derivedId('job');
    expect(await refused(at.tick())).toBe('LINK_OFFLINE');
    await at.tick();
    expect(at.asked.map((range) => range.split('-')[0])).toEqual(['bytes=0', 'bytes=262144', 'bytes=524288']);
    expect(at.events).toEqual([]);
    at.session.authorization = null;
    await at.tick();
    expect([at.events, at.asked.length]).toEqual([['updateStaged 0.1.0 -> 0.2.0', 'restart'], 3]);
    const { slot, next } = chooseSlot(await at.slots.read());
    expect(readFileSync(join(at.slots.folder(slot), 'version'), 'utf8')).toBe('0.2.0');
    await at.slots.write(next);
    await at.updates.healthy(true, 0);
    await at.updates.healthy(true, 60_000);
    expect(await at.slots.read()).toMatchObject({ active: slot, trial: null });
    await at.close();
  });

  it('that failed its trial is not fetched again by itself; the next one is', async () => {
    const at = await machine('0.1.1');
    await at.tick();
    for (let i = 0; i < 4; i++) await at.slots.write(chooseSlot(await at.slots.read()).next);
    await at.updates.tellRollback();
    expect(at.events.at(-1)).toBe('updateRolledBack 0.2.0 -> 0.1.1');
    const before = at.asked.length;
    await at.hourLater();
    expect([at.asked.length, at.events.length]).toEqual([before, 3]);
    await published('0.3.0');
    await witnessed();
    await at.hourLater();
    expect(at.events.slice(3)).toEqual(['updateStaged 0.1.1 -> 0.3.0', 'restart']);
    await at.close();
  });
});
