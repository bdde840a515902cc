import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import {
  type DocumentView,
  type ErrorCode,
  errorEntry,
  explain,
  fromBase64url,
  type LiveEvent,
  type MachineView,
  type RequestDetail,
  toBase64url,
  toHex,
} from '@hufu/contract';
import { parseSigned } from '@hufu/statement';
import { detailOf, machineOf, matters, pageOf, statementView, unit } from './bench-views.ts';
import { type BenchPerson, type BenchVillage, hexOf, idOf, makeVillage, village } from './bench-village.ts';

/** A server of fixed answers for the phone's own tests: genuine signatures, no rules, nothing kept. */
export interface BenchServer {
  readonly url: string;
  readonly village: BenchVillage;
  readonly blobs: Map<string, Uint8Array>;
  readonly requests: Map<string, RequestDetail>;
  /** The village's machine; orders to lock it change what is said of it. */
  machine: MachineView;
  /** Bodies of the calls that carry a statement, by operation. */
  readonly received: { operation: string; body: Record<string, unknown> }[];
  /** Pages that the next upload is rendered to. */
  nextPages: Uint8Array[];
  /** Operations that fail as if the network were down. */
  readonly down: Set<string>;
  loggedIn: BenchPerson | null;
  isExpired: boolean;
  send(event: LiveEvent): void;
  handOver(who: keyof BenchVillage['people']): string;
  file(statement: Uint8Array): RequestDetail;
  close(): Promise<void>;
}

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};
export async function startBenchServer(dist: string): Promise<BenchServer> {
  const streams = new Set<ServerResponse>();
  const documents = new Map<string, DocumentView>();
  let documentNo = 500;
  let number = 41;
  const http = createServer((request, reply) => {
    void handle(request, reply).catch((error: unknown) => {
      reply.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  const url = `http://localhost:${typeof address === 'object' && address ? address.port : 0}`;
  const madeVillage = await makeVillage(url);
  const bench: BenchServer = {
    url,
    village: madeVillage,
    machine: machineOf(madeVillage),
    blobs: new Map(),
    requests: new Map(),
    received: [],
    nextPages: [],
    down: new Set(),
    loggedIn: null,
    isExpired: false,
    send: (event) => {
      for (const stream of streams) stream.write(`data: ${JSON.stringify(event)}\n\n`);
    },
    handOver(who) {
      const { login, keyFile } = bench.village.people[who];
      const text = JSON.stringify({ login, password: 'demo', keyFile, pin: '246810' });
      return `${url}/m/#demo=${toBase64url(new TextEncoder().encode(text))}`;
    },
    file: (statement) => {
      const detail = detailOf(statement, bench.village, `SQ-2026-${String(++number).padStart(4, '0')}`);
      bench.requests.set(detail.id, detail);
      return detail;
    },
    close: () =>
      new Promise((resolve) => {
        http.closeAllConnections();
        http.close(() => resolve());
      }),
  };
  const accountOf = (p: BenchPerson) => ({
    id: p.person.id,
    person: p.person.id,
    login: p.login,
    name: p.person.name,
    unit,
    roles: p.person.roles,
    demo: true,
  });
  const forMe = (r: RequestDetail) => {
    const me = bench.loggedIn;
    const isOpen = r.phase === 'filed' || r.phase === 'underReview';
    const approves = me?.person.roles.includes('approver') && isOpen && !r.approvers.includes(me.person.name);
    const reviews = me?.person.roles.includes('reviewer') && r.phase === 'underReview';
    return { ...r, waitsForMe: approves ? ('approve' as const) : reviews ? ('review' as const) : null };
  };
  async function handle(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    if (!pathname.startsWith('/api/')) return sendFile(reply, dist, pathname);
    const operation = pathname.slice('/api/'.length);
    const json = (value: unknown) =>
      reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (bench.down.has(operation)) return void request.socket.destroy();
    if (operation === 'events') {
      reply.writeHead(200, { 'content-type': 'text/event-stream' }).write(': here\n\n');
      streams.add(reply);
      reply.on('close', () => streams.delete(reply));
      return;
    }
    if (operation === 'files/upload-document') {
      await bodyOf(request);
      for (const png of bench.nextPages) bench.blobs.set(hexOf(png), png);
      const view: DocumentView = {
        id: idOf(++documentNo),
        name: '流转合同.pdf',
        mediaType: 'application/pdf',
        sizeBytes: 1000,
        state: 'ready',
        progress: { done: bench.nextPages.length, total: bench.nextPages.length },
        problem: null,
        pages: bench.nextPages.map(pageOf),
      };
      documents.set(view.id, view);
      return void json(view);
    }
    const raw = new TextDecoder().decode(await bodyOf(request));
    const body = (raw ? JSON.parse(raw) : {}) as Record<string, unknown>;
    if (operation === 'session/log-in') {
      bench.loggedIn = Object.values(bench.village.people).find((p) => p.login === body.login) ?? null;
      if (!bench.loggedIn || body.password !== 'demo') return problem(reply, 'LOGIN_FAILED');
      bench.isExpired = false;
      return void json(accountOf(bench.loggedIn));
    }
    const me = bench.loggedIn;
    if (operation !== 'custody/get-roster' && (!me || bench.isExpired))
      return problem(reply, 'SESSION_MISSING');
    if (typeof body.statement === 'string') bench.received.push({ operation, body });
    const target = bench.requests.get(
      searchParams.get('id') ?? searchParams.get('request') ?? String(body.request ?? ''),
    );
    switch (operation) {
      case 'session/me':
        return void json({
          account: me ? accountOf(me) : null,
          keys: me
            ? [
                {
                  thumbprint: toHex(me.signer.thumbprint),
                  kind: 'browser',
                  since: 1,
                  until: null,
                  enrolled: true,
                  key: toBase64url(me.signer.key),
                  credentialId: null,
                },
              ]
            : [],
          roster: null,
        });
      case 'session/log-out':
        bench.loggedIn = null;
        return void json({});
      case 'custody/get-roster':
        return void json({ rosters: [toBase64url(bench.village.rosterCose)] });
      case 'supervision/list-machines':
        return void json({ items: [bench.machine] });
      case 'custody/order-service': {
        const signed = parseSigned(fromBase64url(String(body.statement)));
        if (!signed.ok || signed.value.payload.type !== 'service')
          return problem(reply, 'STATEMENT_MALFORMED');
        const { id, at, reason } = signed.value.payload;
        const by = [me?.person.name ?? ''];
        bench.machine = { ...bench.machine, lockDown: { by, reason, orderedAt: at, since: null } };
        return void json({ id, complete: true });
      }
      case 'seal-use/get-filing-form':
        return void json({
          village: unit,
          matters,
          seals: bench.village.roster.seals.map((s) => ({
            ...s,
            village,
            specimen: toHex(s.specimen),
            custodian: { id: s.custodian, name: '沈阿芬' },
            executed: 3,
          })),
          stampers: [{ id: idOf(11), name: '沈阿芬' }],
          approvers: [
            { id: idOf(12), name: '王建国' },
            { id: idOf(13), name: '李秀英' },
          ],
        });
      case 'seal-use/check-matter': {
        const isForbidden = String(body.text).includes('婚姻');
        const none = { zh: '', en: '' };
        return void json({
          allowed: !isForbidden,
          no: isForbidden ? 8 : null,
          name: isForbidden ? '婚姻状况证明' : '',
          basis: isForbidden ? '民发〔2020〕20号' : '',
          explain: isForbidden
            ? { zh: '国家规定村里不再开这项证明。', en: 'A village no longer certifies this.' }
            : none,
          goInstead: isForbidden ? { zh: '县民政局婚姻登记处', en: 'the civil affairs office' } : none,
        });
      }
      case 'seal-use/list-requests': {
        const items = [...bench.requests.values()].map(forMe).reverse();
        const view = searchParams.get('view');
        return void json({
          items: items.filter((r) =>
            view === 'waiting' ? r.waitsForMe : view === 'mine' ? r.filer.id === me?.person.id : true,
          ),
          next: null,
        });
      }
      case 'seal-use/get-request':
        return target ? void json(forMe(target)) : problem(reply, 'NOT_FOUND');
      case 'files/get-document':
        return void json(documents.get(searchParams.get('id') ?? ''));
      case 'files/get-blob': {
        const bytes = bench.blobs.get(searchParams.get('digest') ?? '');
        if (!bytes) return problem(reply, 'NOT_FOUND');
        return void reply.writeHead(200, { 'content-type': 'image/png' }).end(bytes);
      }
      case 'seal-use/file-request':
        return void json(bench.file(fromBase64url(String(body.statement))));
      case 'seal-use/record-reading':
      case 'seal-use/remind-approver':
        bench.received.push({ operation, body });
        return void json({ remindedAt: Date.now() });
      case 'evidence/get-receipt':
        return void json({
          url: '/verify/#receipt',
          qrSvg:
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h3v3H0zM6 0h3v3H6zM0 6h3v3H0zM4 4h2v2H4z"/></svg>',
          receipt: 'a-receipt-of-the-bench-server',
        });
      default: {
        if (typeof body.statement !== 'string') return problem(reply, 'NOT_FOUND');
        const decided = decide(bench, operation, fromBase64url(body.statement));
        return decided ? void json(decided) : problem(reply, 'NOT_FOUND');
      }
    }
  }
  return bench;
}

function decide(bench: BenchServer, operation: string, cose: Uint8Array): RequestDetail | undefined {
  const signed = parseSigned(cose);
  if (!signed.ok || !('request' in signed.value.payload)) return undefined;
  const detail = bench.requests.get(String(signed.value.payload.request));
  if (!detail) return undefined;
  const me = bench.loggedIn?.person.name ?? '';
  const next: Partial<RequestDetail> =
    operation === 'seal-use/approve-request' && signed.value.payload.type === 'authorization'
      ? {
          // An emergency waits for its second signature (F47).
          phase:
            signed.value.payload.mode === 'emergency' && signed.value.signatures.length < 2
              ? 'filed'
              : 'authorized',
          ...(signed.value.payload.mode === 'emergency' ? { emergency: true as const } : {}),
          approvers: [...detail.approvers, me],
          authorization: statementView(cose, 'authorization', me),
        }
      : operation === 'seal-use/reject-request' && signed.value.payload.type === 'rejection'
        ? { phase: 'rejected', rejection: { by: me, at: Date.now(), reason: signed.value.payload.reason } }
        : operation === 'seal-use/withdraw-request'
          ? { phase: 'withdrawn' }
          : {};
  const changed = { ...detail, ...next };
  bench.requests.set(detail.id, changed);
  bench.send({ kind: 'request', id: detail.id, phase: changed.phase, at: Date.now() });
  return changed;
}

function problem(reply: ServerResponse, code: ErrorCode): void {
  const { http } = errorEntry(code);
  const zh = explain(code, 'zh');
  const value = {
    type: 'about:blank',
    title: zh[0],
    status: http,
    detail: zh[1],
    code,
    zh,
    en: explain(code, 'en'),
    context: {},
    support: 'K7M2QX',
  };
  reply.writeHead(http, { 'content-type': 'application/problem+json' }).end(JSON.stringify(value));
}

async function sendFile(reply: ServerResponse, dist: string, pathname: string): Promise<void> {
  const path = pathname.replace(/^\/m\//, '') || 'index.html';
  const bytes = await readFile(join(dist, path)).catch(() => undefined);
  if (!bytes || path.includes('..')) return void reply.writeHead(404).end();
  reply
    .writeHead(200, {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      'content-security-policy':
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' blob: data:",
    })
    .end(bytes);
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
