import { crc32, deflateSync } from 'node:zlib';
import { zDocumentView, zProblem } from '@hufu/contract';
import { derivedId } from '@hufu/testkit';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aPhoto, rendered, startTestServer, type TestServer, upload } from '../../rig/test-server.ts';
import { tinyDocx } from '../../rig/tiny-docx.ts';
import { tinyPdf } from '../../rig/tiny-pdf.ts';
import { commit } from '../http/unit-of-work.ts';
import { insertDocument } from './document.store.ts';
import { renderDocument } from './render-document.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { HUFU_SOFFICE: '/nonexistent/soffice' } });
});
afterAll(async () => await server[Symbol.asyncDispose]());

async function finished(bytes: Uint8Array, name: string) {
  const reply = await upload(server, 'custodian', bytes, name);
  expect(reply.status).toBe(200);
  const { id } = zDocumentView.parse(await reply.json());
  return await rendered(await server.as('custodian'), id);
}

it('renders a PDF at 200 dpi, page by page', async () => {
  const document = await finished(tinyPdf(2), '合同.pdf');
  expect(document).toMatchObject({ state: 'ready', progress: { done: 2, total: 2 }, name: '合同.pdf' });
  expect(document.pages).toMatchObject([
    { widthPx: 1653, heightPx: 2339, source: 'document', warnings: [] },
    { widthPx: 1653, heightPx: 2339 },
  ]);
  const reply = await server.fetchAs('custodian', `/api/files/get-blob?digest=${document.pages[0]?.digest}`);
  const { width, format } = await sharp(Buffer.from(await reply.arrayBuffer())).metadata();
  expect({ width, format }).toEqual({ width: 1653, format: 'png' });
});

it('turns a photo upright and takes its metadata away', async () => {
  const sideways = await sharp(await aPhoto())
    .withMetadata({ orientation: 6, exif: { IFD0: { Make: 'SecretCam' } } })
    .jpeg()
    .toBuffer();
  const document = await finished(new Uint8Array(sideways), 'photo.jpg');
  expect(document.pages).toMatchObject([{ widthPx: 2339, heightPx: 1654 }]);
  const reply = await server.fetchAs('custodian', `/api/files/get-blob?digest=${document.pages[0]?.digest}`);
  const bytes = Buffer.from(await reply.arrayBuffer());
  expect(bytes.includes('SecretCam')).toBe(false);
  expect((await sharp(bytes).metadata()).orientation ?? 1).toBe(1);
});

it('makes a document ready with all its pages at once, and a job delivered twice takes nothing back', async () => {
  const { parts } = server.running;
  const bytes = tinyPdf(2);
  const id = crypto.randomUUID();
  const shelf = { village: server.village.id, kind: 'upload', at: parts.now() } as const;
  const digest = await parts.blobs.put(bytes, shelf);
  await commit(parts, async ({ tx, now }) => {
    const about = {
      name: '两次.pdf',
      mediaType: 'application/pdf',
      sizeBytes: bytes.length,
      digest,
      at: now,
    };
    const account = derivedId('account:custodian');
    await insertDocument(tx, { id, account, village: server.village.id, ...about });
  });
  const told: string[] = [];
  const stop = parts.events.subscribe((e) => {
    if (e.kind === 'documentChanged' && e.document === id) told.push(e.state);
  });
  // The first delivery is held up before its look at the file until the second one is through.
  const second = Promise.withResolvers<void>();
  const get = async (wanted: string) => {
    await second.promise;
    return await parts.blobs.get(wanted);
  };
  const first = renderDocument({ ...parts, blobs: { ...parts.blobs, get } }, id);
  await renderDocument(parts, id);
  const ready = await (await server.as('custodian')).files.getDocument({ id });
  expect(ready).toMatchObject({ state: 'ready', progress: { done: 2, total: 2 } });
  expect(ready.pages).toHaveLength(2);
  second.resolve();
  await first;
  stop();
  expect(await (await server.as('custodian')).files.getDocument({ id })).toEqual(ready);
  expect(told).toEqual(['rendering', 'rendering', 'ready']);
});

it('warns of a blank page', async () => {
  const white = await sharp({ create: { width: 600, height: 850, channels: 3, background: '#fdfdfd' } })
    .png()
    .toBuffer();
  expect((await finished(new Uint8Array(white), 'blank.png')).pages).toMatchObject([{ warnings: ['blank'] }]);
});

const refusedAtOnce: readonly { name: string; bytes: Uint8Array; file: string; code: string }[] = [
  { name: 'a file of 0 bytes', bytes: new Uint8Array(0), file: 'empty.pdf', code: 'FILE_EMPTY' },
  { name: 'a zip renamed .pdf', bytes: zip(), file: 'contract.pdf', code: 'FILE_TYPE_MISMATCH' },
  {
    name: 'a program',
    bytes: new Uint8Array([0x7f, 0x45, 0x4c, 0x46, ...new Array(60).fill(0)]),
    file: 'a.bin',
    code: 'FILE_TYPE_UNSUPPORTED',
  },
];
it.each(refusedAtOnce)('refuses $name with $code and what to do', async ({ bytes, file, code }) => {
  const reply = await upload(server, 'custodian', bytes, file);
  const problem = zProblem.parse(await reply.json());
  expect(problem.code).toBe(code);
  expect(problem.zh[2]).not.toBe('');
  expect(problem.support).toMatch(/^[0-9A-Z]{6}$/);
});

const failing: readonly { name: string; bytes: () => Uint8Array; file: string; code: RegExp }[] = [
  {
    name: 'a truncated PDF',
    bytes: () => tinyPdf().slice(0, 200),
    file: 'cut.pdf',
    code: /DAMAGED|TRUNCATED|NOT_A_PDF/,
  },
  {
    name: 'a picture of 30,000 x 30,000',
    bytes: () => hugePng(),
    file: 'huge.png',
    code: /TOO_LARGE|PIXELS/,
  },
  { name: 'a PDF of 51 pages', bytes: () => tinyPdf(51), file: 'long.pdf', code: /TOO_MANY_PAGES/ },
];
it.each(failing)('says on the document why $name was not rendered', async ({ bytes, file, code }) => {
  const document = await finished(bytes(), file);
  expect(document.state).toBe('failed');
  expect(document.problem?.code).toMatch(code);
  expect(document.problem?.zh[2]).not.toBe('');
});

it('says what to install when a Word file meets a server without LibreOffice', async () => {
  const document = await finished(tinyDocx(), '申请书.docx');
  expect(document).toMatchObject({ state: 'failed', problem: { code: 'LIBREOFFICE_MISSING' } });
  expect(document.problem?.zh[2]).toMatch(/libreoffice/);
});

it('goes on with the next document after all of these', async () => {
  expect(await finished(await aPhoto(9), 'next.jpg')).toMatchObject({ state: 'ready' });
});

it('keeps material that is in no request from everybody but its uploader', async () => {
  const { id } = await finished(await aPhoto(3), 'mine.jpg');
  const reply = await server.fetchAs('secretary', `/api/files/get-document?id=${id}`);
  expect(zProblem.parse(await reply.json()).code).toBe('NOT_FOUND');
});

/** An empty zip with one stored entry. */
function zip(): Uint8Array {
  const local = [
    0x50, 0x4b, 3, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x61,
  ];
  return new Uint8Array([...local, 0x50, 0x4b, 5, 6, ...new Array(18).fill(0)]);
}

/** A PNG whose header claims 30,000 x 30,000 pixels. */
function hugePng(): Uint8Array {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, crc]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(30_000, 0);
  header.writeUInt32BE(30_000, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = chunk('IDAT', deflateSync(Buffer.alloc(1000)));
  return new Uint8Array(
    Buffer.concat([signature, chunk('IHDR', header), data, chunk('IEND', Buffer.alloc(0))]),
  );
}
