import { toBase64url } from '@hufu/contract';
import type { LayoutName, World } from '@hufu/paper-world';
import { type FileSigner, sealKey } from '@hufu/statement';
import Fastify from 'fastify';
import { type PortalDoor, type PortalModel, portalPage } from './portal-page.ts';
import { personSigner } from './rosters.ts';
import type { DemoSecrets } from './secrets.ts';
import { demoOfficials, demoPassword, demoPin, demoVillages, dutyNames } from './township.ts';

/** What the portal is told; progress of the history changes while it runs. */
export interface PortalOptions {
  readonly port: number;
  readonly httpUrl: string;
  readonly secrets: DemoSecrets;
  readonly kiosks: ReadonlyMap<string, string>;
  readonly world: World;
  readonly history: () => { done: number; total: number };
}

/** The portal as it runs. */
export interface RunningPortal {
  readonly url: string;
  close(): Promise<void>;
}

const samples: Record<string, { layout: LayoutName; name: string }> = {
  residence: { layout: 'residence', name: '居住情况说明' },
  lease: { layout: 'lease', name: '土地流转合同' },
  payment: { layout: 'payment', name: '资金拨付单' },
  notice: { layout: 'notice', name: '公示' },
};

/**
 * The demo's own front page, apart from the server: it knows the demo keys and hands each to its device in the
 * fragment of the link, which no server ever sees.
 */
export async function startPortal(options: PortalOptions): Promise<RunningPortal> {
  const villages = await Promise.all(
    demoVillages
      .filter((v) => options.kiosks.has(v.key))
      .map(async (v) => ({
        name: v.name,
        doors: await Promise.all(
          v.people.map(async (p) => {
            const secret = options.secrets.villages[v.key]?.people[p.login]?.secret;
            const signer = secret ? personSigner(secret) : undefined;
            return {
              who: p.name,
              duty: dutyNames[p.duty],
              device: '手机 Phone',
              login: p.login,
              url: `${options.httpUrl}/m/#demo=${await fragment(p.login, signer)}`,
            } satisfies PortalDoor;
          }),
        ),
        kiosk: options.kiosks.get(v.key) ?? null,
      })),
  );
  const officials = await Promise.all(
    demoOfficials.map(async (o) => ({
      who: o.name,
      duty: o.place,
      device: '电脑 Desk',
      login: o.login,
      url: `${options.httpUrl}/desk/#demo=${await fragment(o.login, undefined)}`,
    })),
  );
  const app = Fastify();
  app.get('/', (_, reply) => {
    const { done, total } = options.history();
    const model: PortalModel = {
      villages,
      officials,
      verifyUrl: `${options.httpUrl}/verify/`,
      historyDone: done,
      historyTotal: total,
    };
    return reply.type('text/html; charset=utf-8').send(portalPage(model));
  });
  app.get<{ Params: { file: string } }>('/sample/:file', async (request, reply) => {
    const sample = samples[request.params.file.replace(/\.pdf$/, '')];
    if (!sample) return reply.status(404).send();
    const paper = await options.world.villagePaper({ layout: sample.layout, seed: `sample/${Date.now()}` });
    return reply
      .header(
        'content-disposition',
        `attachment; filename*=UTF-8''${encodeURIComponent(`${sample.name}.pdf`)}`,
      )
      .type('application/pdf')
      .send(Buffer.from(paper.pdf));
  });
  await app.listen({ host: '127.0.0.1', port: options.port });
  return { url: `http://localhost:${options.port}/`, close: () => app.close() };
}

async function fragment(login: string, signer: FileSigner | undefined): Promise<string> {
  const key = signer ? { keyFile: await sealKey(signer, demoPin), pin: demoPin } : {};
  const text = JSON.stringify({ login, password: demoPassword, ...key });
  return toBase64url(new TextEncoder().encode(text));
}
