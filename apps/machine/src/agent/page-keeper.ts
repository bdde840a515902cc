import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Authorization, HufuError, machineHttp, pagesToShow, toHex } from '@hufu/contract';
import { IMMUTABLE, makeFolderDurably, readIfPresent, writeFileDurably } from '@hufu/durable';
import type { MachineHttps } from './machine-https.ts';
import type { PaperEyes } from './paper-eyes.ts';

/** Approved pages and seal specimens by digest. Where they came from does not matter: the digest was signed. */
export interface PageKeeper {
  read(digestHex: string): Promise<Uint8Array | undefined>;
  /** Fetches what is not there and prepares it for comparison. Returns whether everything is ready. */
  ready(authorization: Authorization, specimens: readonly Uint8Array[]): Promise<boolean>;
  /** Fetches what would only make a refusal more precise; what cannot be had is left. */
  welcome(specimens: readonly Uint8Array[]): Promise<void>;
  isReady(authorization: Authorization): boolean;
  /** Takes a page from a courier (a phone on the local network). */
  put(bytes: Uint8Array): Promise<string>;
}

/** Opens the folder of pages. */
export async function openPageKeeper(
  dir: string,
  eyes: PaperEyes,
  https: () => MachineHttps | undefined,
): Promise<PageKeeper> {
  const folder = join(dir, 'pages');
  await makeFolderDurably(folder);
  const prepared = new Set<string>();
  /** Under way: who else wants the same page waits for it. */
  const preparing = new Map<string, Promise<void>>();
  const path = (digestHex: string) => join(folder, digestHex);

  async function put(bytes: Uint8Array): Promise<string> {
    const digestHex = createHash('sha256').update(bytes).digest('hex');
    await writeFileDurably(path(digestHex), bytes, { mode: IMMUTABLE });
    return digestHex;
  }

  async function obtain(digestHex: string): Promise<Uint8Array | undefined> {
    const held = await readIfPresent(path(digestHex));
    // A disk may rot: what is compared against is checked each time it is read.
    if (held && createHash('sha256').update(held).digest('hex') === digestHex) return held;
    const server = https();
    if (!server) return undefined;
    const reply = await server.send({ method: 'GET', url: machineHttp.page(digestHex) });
    if (reply.status !== 200) return undefined;
    if (createHash('sha256').update(reply.body).digest('hex') !== digestHex)
      throw new HufuError('REFERENCE_INVALID', { context: { digestHex } });
    await put(reply.body);
    return reply.body;
  }

  function prepare(digestHex: string, image: Uint8Array): Promise<void> {
    const work =
      preparing.get(digestHex) ??
      eyes.prepare(digestHex, image).finally(() => {
        preparing.delete(digestHex);
      });
    preparing.set(digestHex, work);
    return work;
  }

  return {
    async welcome(specimens) {
      for (const specimen of specimens) await obtain(toHex(specimen));
    },
    read: (digestHex) => readIfPresent(path(digestHex)),
    put,
    isReady: (authorization) => authorization.pages.every((p) => prepared.has(toHex(p.digest))),
    async ready(authorization, specimens) {
      const compared = new Set(authorization.impressions.flatMap((i) => i.pages));
      const copies = Math.max(...authorization.impressions.map((i) => i.copies));
      for (let copy = 0; copy < copies; copy++)
        for (const page of pagesToShow(authorization, copy)) compared.add(page);
      for (const specimen of specimens) if (!(await obtain(toHex(specimen)))) return false;
      for (const [i, page] of authorization.pages.entries()) {
        const digestHex = toHex(page.digest);
        if (prepared.has(digestHex)) continue;
        const image = await obtain(digestHex);
        if (!image) return false;
        // Other pages are only drawn on the screen.
        if (compared.has(i)) await prepare(digestHex, image);
        prepared.add(digestHex);
      }
      return true;
    },
  };
}
