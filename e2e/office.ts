import type { DocumentView, RequestSummary } from '@hufu/contract';
import type { LayoutName } from '@hufu/paper-world';
import { approveRequest, fileRequest, type Wish } from '../apps/cli/src/actors/seal-use.ts';
import { type ActorSession, signIn, uploadDocument } from '../apps/cli/src/actors/session.ts';
import { personSigner } from '../apps/cli/src/demo/rosters.ts';
import type { RunningDemo } from '../apps/cli/src/demo/start-demo.ts';
import { demoPassword } from '../apps/cli/src/demo/township.ts';

/** The village office by script: what is not the subject of a test goes faster without a browser. */
export interface Office {
  session(duty: string): Promise<ActorSession>;
  /** Uploads an invented paper and files a request for one impression on it. */
  file(
    seed: string,
    options?: {
      layout?: LayoutName;
      matter?: string;
      copies?: number;
      /** Another seal, so many millimetres to the left of the first. */
      second?: { sealKind: Wish['sealKind']; leftMm: number };
    },
  ): Promise<FiledPaper>;
  approve(request: string, duty?: string): Promise<RequestSummary>;
}

/** A request that was filed, with its pages. */
export interface FiledPaper {
  readonly request: RequestSummary;
  readonly document: DocumentView;
  readonly pdf: Uint8Array;
}

/** Opens the office of a village that has a machine, the first one unless told. */
export function openOffice(demo: RunningDemo, index = 0): Office {
  const machine = demo.machines[index];
  if (!machine) throw new Error('no machine');
  const { village } = machine;
  const sessions = new Map<string, Promise<ActorSession>>();
  const login = (duty: string) => `${village.village.key}-${duty}`;
  const signer = (duty: string) => personSigner(village.secrets.people[login(duty)]?.secret ?? '');
  const session = (duty: string) => {
    const held = sessions.get(duty) ?? signIn(demo.httpUrl, login(duty), demoPassword);
    sessions.set(duty, held);
    // A server that was away is asked again.
    held.catch(() => sessions.delete(duty));
    return held;
  };
  return {
    session,
    async file(seed, options = {}) {
      const paper = await demo.world.villagePaper({
        layout: options.layout ?? 'residence',
        seed,
        village: village.place,
      });
      const custodian = await session('custodian');
      const document = await uploadDocument(custodian, paper.pdf, `${paper.title}.pdf`, 'application/pdf');
      const { page, x: xMm, y: yMm } = paper.sealPlaceMm;
      const place = { page: page - 1, xMm, yMm };
      const { second } = options;
      const request = await fileRequest(
        custodian,
        signer('custodian'),
        {
          matter: options.matter ?? 'residence-certificate',
          purpose: paper.title,
          applicantName: paper.values.name ?? '村民',
          documents: [document],
          sealKind: 'villageCommitteeSeal',
          copies: options.copies ?? 1,
          place,
          more: second ? [{ sealKind: second.sealKind, place: { ...place, xMm: xMm - second.leftMm } }] : [],
        },
        Date.now(),
      );
      return { request, document, pdf: paper.pdf };
    },
    async approve(request, duty = 'secretary') {
      return approveRequest(await session(duty), signer(duty), request, Date.now());
    },
  };
}
