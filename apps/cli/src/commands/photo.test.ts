import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBase64url, type PhotoHolders, toBase64url, toHex } from '@hufu/contract';
import { payloadDigest } from '@hufu/statement';
import { sealPhoto } from '@hufu/statement/photo';
import { derivedId } from '@hufu/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { aPack, ownPolicyText, packVillage } from '../../../../packages/evidence/rig/bench-pack.ts';
import { photo } from './photo.ts';

const face = new TextEncoder().encode('a face before the camera');
const passphrase = '春眠不觉晓';
let dir = '';
let server: Server;
let url = '';
const at = (name: string) => join(dir, name);
let said: string[] = [];
let village: ReturnType<typeof packVillage>;
let sealed: Uint8Array;

/** A server as far as the command line needs one: it logs what it is handed, and says at first that witnesses are waited for. */
async function answer(statement: string): Promise<unknown> {
  const opening = fromBase64url(statement);
  const { proofFiles } = await aPack(village, { deletion: opening });
  return { sealed: toBase64url(sealed), proof: proofFiles.at(-1) };
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hufu-photo-'));
  process.env.HUFU_PASSPHRASE = passphrase;
  let asked = 0;
  server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', async () => {
      asked += 1;
      const body: { statement: string } = JSON.parse(Buffer.concat(pieces).toString());
      const isEarly = asked === 1;
      response.writeHead(isEarly ? 409 : 200, { 'content-type': 'application/json' });
      const texts = {
        type: '',
        title: '',
        detail: '',
        zh: ['', '', ''],
        en: ['', '', ''],
        support: 'aaaaaa',
      };
      const notYet = { ...texts, status: 409, code: 'NOT_LOGGED', context: {} };
      response.end(JSON.stringify(isEarly ? notYet : await answer(body.statement)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterAll(() => {
  server.close();
  rmSync(dir, { recursive: true, force: true });
  delete process.env.HUFU_PASSPHRASE;
});
beforeEach(() => {
  said = [];
  process.exitCode = 0;
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
});

describe('hufu photo', () => {
  it('makes a key for each holder, and prints what the roster wants to know of it', async () => {
    const holders: PhotoHolders['holders'] = [];
    for (const holder of ['书记', '监委会']) {
      await photo('key', { holder, out: at(`${holder}.key`) });
      const printed = JSON.parse(said.at(-1) ?? '');
      holders.push({ holder, key: fromBase64url(printed.key), seal: fromBase64url(printed.seal) });
    }
    const photos = { threshold: 2, holders };
    village = packVillage((roster) => ({ ...roster, photos }));
    writeFileSync(at('policy.txt'), ownPolicyText(village));
    sealed = await sealPhoto(face, {
      roster: village.accepted.roster,
      photos,
      authorization: derivedId('job'),
      mediaType: 'image/jpeg',
    });
    expect(process.exitCode).toBe(0);
  });

  it('brings two holders from a reason to the picture, each with his own key, the server seeing none of it', async () => {
    const own = (name: string) => ({ key: at(`${name}.key`) });
    const act = { village: village.id, photo: toHex(payloadDigest(sealed)), request: 'none' };
    await photo('ask', { ...own('书记'), ...act, holder: '书记', reason: '核查举报', out: at('1.cose') });
    await photo('sign', { ...own('监委会'), opening: at('1.cose'), out: at('2.cose') });
    expect(said.join('\n')).toContain('核查举报');
    await photo('fetch', { opening: at('2.cose'), server: url, out: at('bundle') });
    const given = { bundle: at('bundle'), policy: at('policy.txt') };
    await photo('release', { ...own('监委会'), ...given, out: at('share') });
    await photo('show', { ...own('书记'), ...given, share: [at('share')], out: at('face.jpg') });
    expect(said.filter((line) => line.startsWith('✗'))).toEqual([]);
    expect(readFileSync(at('face.jpg'))).toEqual(Buffer.from(face));
    expect(readFileSync(at('bundle')).includes(Buffer.from(face))).toBe(false);
  });

  it('releases nothing for an act that one holder signed alone, and overwrites nothing', async () => {
    const bundle = await answer(toBase64url(new Uint8Array(readFileSync(at('1.cose')))));
    writeFileSync(at('alone'), JSON.stringify(bundle));
    const given = { key: at('监委会.key'), bundle: at('alone'), policy: at('policy.txt') };
    await photo('release', { ...given, out: at('never') });
    expect([process.exitCode, existsSync(at('never'))]).toEqual([3, false]);
    const before = readFileSync(at('share'));
    await photo('release', { ...given, bundle: at('bundle'), out: at('share') });
    expect([process.exitCode, readFileSync(at('share')).equals(before)]).toEqual([3, true]);
  });
});
