import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Exception, type Roster, sameBytes, toHex, valueOrThrow } from '@hufu/contract';
import { KEY_TYPE, seedSigner } from '@hufu/log';
import { encodeCbor, encodePayload, parseSigned, payloadDigest, signStatement } from '@hufu/statement';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoOrigin, demoTrust, portPlan } from '../apps/cli/src/demo/trust.ts';
import { forgedAuthorizations } from './forgeries.ts';
import { until } from './operator.ts';
import { type Approved, idOf, moved, openSiege, type Siege } from './siege.ts';

/** A refusal of the touch screen's door, by its code. */
const refusedWith = (code: string) => ({ context: { state: expect.stringContaining(`"code":"${code}"`) } });

// The operator of the real server is hostile: he has its database, its keys, its certificates and the log's key, and
// sends to a real machine whatever he can make of them. What he lacks is a key of an approver and of a witness.
describe('I5 a hostile operator of the server', () => {
  let siege: Siege;
  let demo: Siege['demo'];
  let office: Siege['office'];
  let operator: Siege['operator'];
  let kiosk: Siege['kiosk'];
  let roster: Roster;
  let secretary: Siege['secretary'];
  let custodian: Siege['custodian'];
  /** Approved, witnessed and waiting at the machine: what he would like to misuse. */
  let waiting: Approved;
  let before = 0;

  beforeAll(async () => {
    siege = await openSiege(35_480);
    ({ demo, office, operator, kiosk, roster, secretary, custodian, waiting } = siege);
  });
  afterAll(async () => {
    await siege?.close();
  });
  beforeEach(() => {
    before = siege.impressions();
  });

  it('gets nothing for what he forged, re-bound or let expire, though honest witnesses cosigned it in the log', async () => {
    const attacks = await forgedAuthorizations(siege);
    const logged = await operator.haveLogged(attacks.map(([, , signed]) => signed));
    for (const message of logged) await operator.sendAuthorization(message);
    const answers: [string, unknown][] = [];
    for (const [what, , signed] of attacks) {
      const refused = await operator.heard(
        what,
        (r) => r.type === 'authorizationRecord' && r.authorization === idOf(signed) && !r.accepted,
      );
      answers.push([what, refused.type === 'authorizationRecord' ? refused.code : '']);
    }
    expect(answers).toEqual(attacks.map(([what, code]) => [what, code]));
    expect(await siege.jobs()).toEqual([waiting.signed.payload.id]);
    expect(siege.impressions()).toBe(before);
  });

  it('gets nothing for an approval that he keeps out of the log that witnesses see', async () => {
    const names = demoTrust(demo.secrets).witnesses.map((w) => w.name);
    const impostors = names.map((name) =>
      seedSigner(name, KEY_TYPE.cosignature, new Uint8Array(randomBytes(32))),
    );
    // The real signature of the approver: what is missing is only that somebody beside the operator has seen it.
    const hidden = await siege.signedBy(siege.like(), secretary);
    const borrowed = await siege.signedBy(siege.like(), secretary);
    const claimed = await siege.signedBy(siege.like(), secretary);
    const [real] = operator.authorizations.slice(-1);
    if (!real) throw new Error('nothing was overheard');
    await operator.sendAuthorization(await operator.ownTree(hidden, []));
    await operator.sendAuthorization(await operator.ownTree(claimed, impostors));
    await operator.sendAuthorization({ ...real, cose: borrowed.cose });
    expect(await siege.answerTo(idOf(hidden))).toEqual({ accepted: false, code: 'POLICY_QUORUM_MISSING' });
    expect(await siege.answerTo(idOf(claimed))).toEqual({ accepted: false, code: 'POLICY_QUORUM_MISSING' });
    expect(await siege.answerTo(idOf(borrowed))).toEqual({ accepted: false, code: 'MERKLE_PROOF_INVALID' });
    expect(siege.impressions()).toBe(before);
  });

  it('appoints nobody, locks nothing and opens nothing with papers of his own', async () => {
    const newest = siege.machine().village.rosters.at(-1);
    if (!newest) throw new Error('no roster');
    const coup: Roster = {
      ...roster,
      version: roster.version + 1,
      previous: payloadDigest(encodePayload(roster)),
      at: Date.now(),
      root: { threshold: 1, keys: [{ holder: '操作员', key: operator.service.key }] },
      people: roster.people.map((p, i) =>
        i === 0
          ? { ...p, keys: [{ key: operator.service.key, kind: 'file', since: roster.at, until: null }] }
          : p,
      ),
    };
    await operator.sendRosters([await signStatement(coup, [operator.service])]);
    await operator.heard('the roster refused', (r) => r.type === 'event' && r.event === 'rosterRefused');
    expect(siege.refusals('rosterRefused')).toEqual(['QUORUM_MISSING']);
    const order = {
      type: 'service',
      v: 1,
      id: randomUUID(),
      village: roster.village,
      at: Date.now(),
      machine: siege.dev,
      nonce: new Uint8Array(16),
      reason: '演练',
    } as const;
    for (const act of ['lockDown', 'unlock', 'clearTamper', 'releaseQuarantine'] as const)
      await operator.sendCommand('service', await signStatement({ ...order, act }, [operator.service]));
    await operator.sendNoise();
    await siege.markerIsRead();
    expect(await kiosk.state()).toMatchObject({ lock: 'ready', rosterDigest: toHex(newest.digest) });
    expect(siege.impressions()).toBe(before);
  });

  it('I8 overrules no doubt of the machine about a paper', async () => {
    const { payload } = waiting.signed;
    await siege.comeForward(payload.id);
    await siege.lay(waiting, 'blur');
    await kiosk.screen(['unsure']);
    const doubt = await operator.heard('the doubt', (r) => r.type === 'event' && r.event === 'paperUnsure');
    if (doubt.type !== 'event' || !doubt.nonce || !doubt.frame)
      throw new Error('a doubt names nonce and frame');
    const exception: Exception = {
      type: 'exception',
      v: 1,
      id: randomUUID(),
      village: payload.village,
      at: Date.now(),
      authorization: payload.id,
      k: 0,
      machine: siege.dev,
      nonce: doubt.nonce,
      frames: [doubt.frame],
      reason: '已核对',
    };
    const forged = await Promise.all(
      [operator.service, custodian].map(async (signer) =>
        valueOrThrow(parseSigned(await signStatement({ ...exception, id: randomUUID() }, [signer]))),
      ),
    );
    for (const message of await operator.haveLogged(forged)) await operator.sendException(message);
    const genuine = valueOrThrow(
      parseSigned(await signStatement({ ...exception, id: randomUUID() }, [secretary])),
    );
    await operator.sendException(await operator.ownTree(genuine, []));
    await siege.markerIsRead();
    expect((await kiosk.state()).screen.name).toBe('unsure');
    await expect(kiosk.press({ do: 'confirm' })).rejects.toMatchObject(refusedWith('COMMAND_NOT_POSSIBLE'));
    expect(siege.impressions()).toBe(before);
    await kiosk.move({ do: 'removePaper' });
    await kiosk.screen(['placePaper']);
    await kiosk.press({ do: 'leave' });
  });

  it('shows the machine no other page than the one that was approved', async () => {
    const paper = await office.file('hostile/pages');
    const digest = paper.document.pages[0]?.digest ?? '';
    const file = await siege.blobOf(digest);
    const page = readFileSync(file);
    const other = readFileSync(await siege.blobOf(waiting.paper.document.pages[0]?.digest ?? ''));
    chmodSync(file, 0o644);
    writeFileSync(file, other);
    await office.approve(paper.request.id);
    const detail = await (await office.session('custodian')).api.sealUse.getRequest({ id: paper.request.id });
    const id = detail.authorization?.id ?? '';
    expect(await siege.answerTo(id)).toEqual({ accepted: true, code: '' });
    await expect(kiosk.press({ do: 'start', authorization: id })).rejects.toMatchObject(
      refusedWith('JOB_NOT_READY'),
    );
    expect((await kiosk.state()).jobs.find((j) => j.authorization === id)?.state).toBe('preparing');
    expect(siege.impressions()).toBe(before);
    writeFileSync(file, page);
    await kiosk.until('the true page', (s) =>
      s.jobs.some((j) => j.authorization === id && j.state === 'ready'),
    );
  });

  it('presses nothing withdrawn by keeping the withdrawal and the witnesses from the machine', async () => {
    // Witnesses answer everybody: these words are true, and of before the withdrawal.
    const old = await operator.askWitnesses(roster.village);
    const withdrawn = await siege.approved('hostile/withdrawn');
    const { id } = withdrawn.signed.payload;
    await siege.answerTo(id);
    const revocation = await signStatement(
      {
        type: 'revocation',
        v: 1,
        id: randomUUID(),
        village: roster.village,
        at: Date.now(),
        what: { kind: 'authorization', authorization: id },
        reason: '材料有误',
      },
      [secretary],
    );
    // The operator loses it; the village brings it to the witnesses' own doors.
    for (const port of portPlan(demo.secrets.firstPort).witness) {
      const body = encodeCbor({ revocation, authorization: withdrawn.signed.cose });
      const reply = await fetch(`http://127.0.0.1:${port}/revocation`, {
        method: 'POST',
        body: Uint8Array.from(body),
      });
      expect(reply.status).toBe(200);
    }
    const asked = operator.asked.length;
    siege.signalWitnesses('SIGSTOP');
    try {
      siege.machine().sim.kill();
      await kiosk.until('the power cut', (s) => s.freshUntil === null);
      const nonce = await until('a new nonce', async () => operator.asked[asked]);
      await operator.sendFreshness(nonce, [...old.statements]);
      await operator.sendFreshness(old.nonce, [...old.statements]);
      await operator.sendFreshness(
        nonce,
        old.statements.map((word) => moved(word, old.nonce, nonce)),
      );
      await operator.sendFreshness(nonce, await siege.madeUp(old.statements, nonce));
      await kiosk.until('the press again', (s) => s.lock === 'ready');
      await siege.markerIsRead();
      await expect(kiosk.press({ do: 'start', authorization: id })).rejects.toMatchObject(
        refusedWith('FRESHNESS_MISSING'),
      );
      expect((await kiosk.state()).freshUntil).toBeNull();
    } finally {
      siege.signalWitnesses('SIGCONT');
    }
    await kiosk.until(
      'the word of the witnesses',
      (s) => s.freshUntil !== null && !s.jobs.some((j) => j.authorization === id),
    );
    await expect(kiosk.press({ do: 'start', authorization: id })).rejects.toMatchObject(
      refusedWith('JOB_WITHDRAWN'),
    );
    expect(siege.impressions()).toBe(before);
  });

  it('I3 disturbs nothing: what was approved is stamped, for an intent that came first', async () => {
    expect(before).toBe(0);
    await siege.comeForward(waiting.signed.payload.id);
    await siege.lay(waiting, 'none');
    await kiosk.screen(['confirm']);
    await kiosk.press({ do: 'confirm' });
    await kiosk.screen(['result']);
    expect(siege.impressions()).toBe(1);
    await kiosk.press({ do: 'next' });
    await operator.heard('the end of the job', (r) => r.type === 'finish');
    await kiosk.press({ do: 'leave' });
    // The counter stood at nothing when the intent was written, and at one after it.
    const intents = operator.records.filter((r) => r.type === 'intent');
    expect(intents).toMatchObject([{ authorization: waiting.signed.payload.id, k: 0, H: 0 }]);
  });

  it('I1 gets no second impression for a replay, whatever number it is shown under', async () => {
    expect(before).toBe(1);
    const { id } = waiting.signed.payload;
    const old = operator.authorizations.find((a) => sameBytes(a.cose, waiting.signed.cose));
    if (!old) throw new Error('nothing was overheard');
    const mark = operator.records.length;
    for (const number of [old.number, '2099-001', '']) await operator.sendAuthorization(old, number);
    await siege.markerIsRead();
    expect(
      operator.records.slice(mark).filter((r) => 'authorization' in r && r.authorization === id),
    ).toEqual([]);
    expect(await siege.jobs()).not.toContain(id);
    await expect(kiosk.press({ do: 'start', authorization: id })).rejects.toMatchObject(
      refusedWith('JOB_UNKNOWN'),
    );
    expect(siege.impressions()).toBe(before);
  });

  it('I9 finds nothing about people in the public log: commitments of 32 bytes, a head, signatures', async () => {
    const tiles = join(operator.home, 'log', 'tile', 'entries');
    const entries = readdirSync(tiles, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
    expect(entries.length).toBeGreaterThan(0);
    for (const file of entries) {
      const bytes = readFileSync(join(file.parentPath, file.name));
      // Each entry: its length in two bytes, and the commitment.
      for (let at = 0; at < bytes.length; at += 34) expect(bytes.readUInt16BE(at)).toBe(32);
    }
    const head = await (await fetch(`${demo.httpUrl}/log/${demoOrigin}/checkpoint`)).text();
    const { payload } = waiting.signed;
    for (const word of [payload.applicantName, payload.purpose, payload.id, roster.villageName])
      expect(head).not.toContain(word);
  });

  it('I10 starts no server from whose files he took a page; it names the command that looks', async () => {
    unlinkSync(await siege.blobOf(waiting.paper.document.pages[0]?.digest ?? ''));
    demo.server.kill();
    const log = join(demo.dataDir, 'log', 'server.log');
    await until(
      'the refusal',
      async () => readFileSync(log, 'utf8').includes('STORES_DISAGREE') || undefined,
    );
    expect(readFileSync(log, 'utf8')).toContain('hufu doctor');
    await expect(fetch(`${demo.httpUrl}/healthz`)).rejects.toThrow();
  });
});
