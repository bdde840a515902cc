import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type ApiClient,
  createApiClient,
  type MatterView,
  type Role,
  toBase64url,
  type UnitView,
} from '@hufu/contract';
import { aVillage, derivedId, type TestPerson, testNow, type Village } from '@hufu/testkit';
import sharp from 'sharp';
import { loadConfig } from '../src/config/config.ts';
import { importVillage } from '../src/history/import-village.ts';
import { type RunningServer, startServer } from '../src/start-server.ts';

/** Password of every account in tests. */
export const testPassword = 'correct horse battery staple';

/** A running server with one village in a town in a district, a clock that tests set, and its people signed in at will. */
export interface TestServer extends AsyncDisposable {
  readonly running: RunningServer;
  readonly url: string;
  readonly village: Village;
  /** Moves the clock. */
  setNow(now: number): void;
  /** Signs in and answers with a client of that account. */
  as(login: string): Promise<ApiClient>;
  /** A raw call with the cookie of an account. */
  fetchAs(login: string, path: string, init?: RequestInit): Promise<Response>;
}

const district: UnitView = {
  id: derivedId('unit:district'),
  parent: null,
  level: 'district',
  name: '试验区',
};
const town: UnitView = { id: derivedId('unit:town'), parent: district.id, level: 'town', name: '试验镇' };
/** A village of the same town that the tests' people must not see. */
export const otherVillage: UnitView = {
  id: derivedId('unit:other'),
  parent: town.id,
  level: 'village',
  name: '别村',
};

/** A matter in force that takes the committee's seal. */
export function aMatter(changes: Partial<MatterView> = {}): MatterView {
  return {
    id: 'land-transfer-record',
    version: 1,
    name: '土地流转合同备案',
    nameEn: 'Record of a land transfer',
    legalBasis: '农村土地承包法',
    requiredMaterial: ['合同'],
    major: false,
    seals: ['villageCommitteeSeal', 'cooperativeSeal', 'partyBranchSeal'],
    approvers: 1,
    review: false,
    zones: [],
    validityHours: 24,
    validFrom: 0,
    validTo: null,
    ...changes,
  };
}

/** Starts a server on a new embedded PostgreSQL. */
export async function startTestServer(
  options: { env?: Record<string, string>; village?: Village } = {},
): Promise<TestServer> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hufu-test-server-'));
  chmodSync(dataDir, 0o755); // the database's own account must pass
  let now = testNow;
  const config = loadConfig({
    HUFU_DATA_DIR: dataDir,
    HUFU_HTTP_PORT: '0',
    HUFU_MACHINE_PORT: '0',
    HUFU_MQTT_PORT: '0',
    HUFU_LOG_LEVEL: 'silent',
    ...options.env,
  });
  const running = await startServer(config, { now: () => now });
  const village = options.village ?? aVillage();
  await importVillage(running.parts, {
    units: [
      district,
      town,
      { id: village.id, parent: town.id, level: 'village', name: village.roster.villageName },
      otherVillage,
    ],
    accounts: accountsOf(village),
    matters: [
      aMatter(),
      aMatter({ id: 'loan', name: '集体资产抵押', major: true, approvers: 2 }),
      aMatter({ id: 'reviewed', name: '临时救助申请', review: true }),
      aMatter({ id: 'kinship', name: '亲属关系证明' }),
    ],
    rosters: [village.rosterCose],
  });
  const cookies = new Map<string, string>();
  const cookieOf = async (login: string) => {
    const held = cookies.get(login);
    if (held) return held;
    const reply = await fetch(`${running.httpUrl}/api/session/log-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password: testPassword }),
    });
    const cookie = reply.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    cookies.set(login, cookie);
    return cookie;
  };
  const fetchAs: TestServer['fetchAs'] = async (login, at, init = {}) =>
    await fetch(`${running.httpUrl}${at}`, {
      ...init,
      headers: { ...init.headers, cookie: await cookieOf(login) },
    });
  return {
    running,
    url: running.httpUrl,
    village,
    setNow: (t) => {
      now = t;
    },
    fetchAs,
    async as(login) {
      const cookie = await cookieOf(login);
      return createApiClient(
        running.httpUrl,
        async (url, init) => await fetch(url, { ...init, headers: { ...init?.headers, cookie } }),
      );
    },
    async [Symbol.asyncDispose]() {
      await running.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function accountsOf(village: Village) {
  const account = (
    login: string,
    name: string,
    unit: string,
    roles: readonly Role[],
    person: string | null = null,
  ) => ({
    id: derivedId(`account:${login}`),
    person,
    login,
    password: testPassword,
    name,
    unit,
    roles,
    isDemo: false,
  });
  const ofPerson = (login: string, p: TestPerson) => account(login, p.name, village.id, p.roles, p.id);
  return [
    ofPerson('secretary', village.secretary),
    ofPerson('director', village.director),
    ofPerson('custodian', village.custodian),
    ofPerson('stamper', village.stamper),
    ofPerson('reviewer', village.reviewer),
    account('inspector', '镇纪委', town.id, ['inspector']),
    account('administrator', '管理员', district.id, ['administrator']),
    account('maintainer', '运维', district.id, ['maintainer']),
    account('stranger', '别村书记', otherVillage.id, ['approver', 'custodian']),
  ];
}

/** A photo of a page with some lines of ink on it; `seed` makes it another one. */
export async function aPhoto(seed = 1): Promise<Uint8Array> {
  const lines = Array.from(
    { length: 14 },
    (_, i) =>
      `<rect x="60" y="${80 + i * 45 + (seed % 7)}" width="${300 + ((i * 37 + seed * 13) % 120)}" height="7" fill="#222"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="595" height="842"><rect width="595" height="842" fill="#fff"/>${lines.join('')}</svg>`;
  return new Uint8Array(await sharp(Buffer.from(svg)).jpeg().toBuffer());
}

/** Uploads a file as an account does. */
export async function upload(
  server: TestServer,
  login: string,
  bytes: Uint8Array,
  name: string,
): Promise<Response> {
  const form = new FormData();
  form.append('file', new Blob([Buffer.from(bytes)]), name);
  return await server.fetchAs(login, '/api/files/upload-document', { method: 'POST', body: form });
}

/** Waits until a document was rendered or refused. */
export async function rendered(client: ApiClient, id: string) {
  for (;;) {
    const document = await client.files.getDocument({ id });
    if (document.state === 'ready' || document.state === 'failed') return document;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A statement as it travels in a body. */
export function travelling(signed: { readonly cose: Uint8Array } | Uint8Array): string {
  return toBase64url(signed instanceof Uint8Array ? signed : signed.cose);
}
