import { randomUUID } from 'node:crypto';
import {
  type Authorization,
  type EvidenceFile,
  planImpressions,
  type Roster,
  type SealUseRequest,
  sealedPhotoType,
  type VerdictSummary,
} from '@hufu/contract';
import { startingCatalogue } from '@hufu/domain';
import { type BoxMm, camera, GOOD_INK, type Seal, type Village, type World } from '@hufu/paper-world';
import { encodePayload, type FileSigner, payloadDigest, signStatementSync } from '@hufu/statement';
import { isSealedPhoto, sealPhoto } from '@hufu/statement/photo';
import { sha256 } from '@noble/hashes/sha2.js';
import { authorizationOf } from '../../actors/seal-use.ts';
import type { OldMachine } from './old-machine.ts';
import type { PastRequest } from './plan.ts';

/** A village as its past is told: the people's keys, its old machine, its seals. */
export interface Teller {
  readonly roster: Roster;
  readonly place: Village;
  readonly machine: OldMachine;
  readonly seals: ReadonlyMap<string, Seal>;
  readonly custodian: { id: string; signer: FileSigner };
  readonly secretary: { id: string; signer: FileSigner };
  readonly director: { id: string; signer: FileSigner };
  readonly reviewer: { id: string; signer: FileSigner };
  readonly stamper: { id: string };
}

/** Statements and pictures of one past request, in the order in which they happened. */
export interface ToldRequest {
  readonly statements: readonly Uint8Array[];
  readonly blobs: readonly Uint8Array[];
}

/** Turns a PDF into the page images that were approved. */
export type RenderPages = (
  pdf: Uint8Array,
) => Promise<readonly { png: Uint8Array; width: number; height: number }[]>;

const agreed: VerdictSummary = { verdict: 'match', confidence: 0.98, reasons: [], regions: [] };

/** Tells one request of the past: real papers, real pictures, real signatures; only the clock is set back. */
export async function tellRequest(
  past: PastRequest,
  teller: Teller,
  world: World,
  render: RenderPages,
): Promise<ToldRequest> {
  const paper = await world.villagePaper({ layout: past.layout, seed: past.seed, village: teller.place });
  const pages = await render(paper.pdf);
  const matter = startingCatalogue.find((m) => m.id === past.matter);
  const seal = teller.roster.seals.find((s) => s.kind === past.seal);
  if (!seal || !matter) throw new RangeError(`no ${past.seal} or ${past.matter}`);
  const page = Math.min(paper.sealPlaceMm.page, pages.length) - 1;
  const request: SealUseRequest = {
    type: 'request',
    v: 1,
    id: randomUUID(),
    village: teller.roster.village,
    at: past.filedAt,
    matter: { id: matter.id, version: matter.version, name: matter.name, major: matter.major },
    purpose: paper.title,
    applicant: { person: null, name: String(paper.values.name ?? '村民'), phone: '' },
    filer: teller.custodian.id,
    stamper: teller.stamper.id,
    pages: pages.map((p) => ({
      digest: sha256(p.png),
      widthPx: p.width,
      heightPx: p.height,
      source: 'document',
      side: 'front',
    })),
    impressions: [
      {
        seal: seal.id,
        pages: [page],
        copies: 1,
        place: { page, xMm: paper.sealPlaceMm.x, yMm: paper.sealPlaceMm.y, tolMm: 15 },
      },
    ],
    zones: [...matter.zones],
    counterparty: past.counterparty,
    amountFen: past.amountFen,
    resolution: matter.major ? '村民代表会议决议（演示）' : '',
    replaces: null,
  };
  const statements = [signStatementSync(request, teller.custodian.signer)];
  const blobs: Uint8Array[] = pages.map((p) => p.png);
  const decidedAt = past.filedAt + past.approvalMs;
  if (past.end !== 'stamped')
    return { statements: [...statements, ending(past, request, teller, decidedAt)], blobs };

  if (matter.review)
    statements.push(
      signStatementSync(
        {
          type: 'review',
          v: 1,
          id: randomUUID(),
          village: request.village,
          at: past.filedAt + Math.round(past.approvalMs / 2),
          request: request.id,
          by: teller.reviewer.id,
          opinion: 'noObjection',
          reason: '',
        },
        teller.reviewer.signer,
      ),
    );
  const authorization = authorizationOf(request, payloadDigest(encodePayload(request)), {
    now: decidedAt,
    validityMs: matter.validityHours * 3_600_000,
    rosterVersion: teller.roster.version,
  });
  const approvers = matter.major ? [teller.secretary, teller.director] : [teller.secretary];
  const [first, ...others] = approvers.map((a) => a.signer);
  if (!first) throw new RangeError('no approver');
  statements.push(signStatementSync(authorization, [first, ...others]));

  const sheet = await world.sheetFromPage(paper.pdf, page + 1, past.seed, { dpi: 150 });
  const lens = camera('m3', past.seed, { megapixels: 1.2 });
  const stampedAt = decidedAt + 4 * 60_000 + past.refusedPapers * 40_000;
  statements.push(...(await refusals(past, authorization, teller, world, stampedAt, blobs)));
  const die = teller.seals.get(seal.id);
  if (!die) throw new RangeError('no die');
  const before = await world.photograph(sheet, lens, `${past.seed}/before`);
  const stamped = await world.press(
    sheet,
    die,
    { xMm: paper.sealPlaceMm.x, yMm: paper.sealPlaceMm.y, angleDeg: 2 },
    GOOD_INK,
    past.seed,
  );
  const after = await world.photograph(stamped, lens, `${past.seed}/after`);
  const { photos } = teller.roster;
  const face = await world.personPhoto({ seed: past.seed, faces: 1, width: 480, height: 360 });
  const sealing = { roster: teller.roster, authorization: authorization.id, mediaType: 'image/jpeg' };
  const person = photos ? await sealPhoto(face, { ...sealing, photos }) : face;
  blobs.push(before, after, person);
  const file = (role: EvidenceFile['role'], bytes: Uint8Array, k: number | null): EvidenceFile => ({
    digest: sha256(bytes),
    role,
    k,
    sizeBytes: bytes.length,
    mediaType: isSealedPhoto(bytes) ? sealedPhotoType : 'image/jpeg',
    at: stampedAt,
  });
  statements.push(
    ...teller.machine.stamping({
      authorization: authorization.id,
      at: stampedAt,
      stamper: teller.stamper.id,
      granted: planImpressions(authorization.impressions).length,
      impressions: [
        { k: 0, before: sha256(before), after: sha256(after), beforeVerdict: agreed, afterVerdict: agreed },
      ],
      person: sha256(person),
      files: [file('before', before, 0), file('after', after, 0), file('person', person, null)],
    }),
  );
  if (past.forced) {
    teller.machine.forceByHand();
    statements.push(
      teller.machine.record(stampedAt + 3_600_000, {
        type: 'reconciliation',
        day: new Date(stampedAt + 8 * 3_600_000).toISOString().slice(0, 10),
        counters: teller.machine.counters,
        executedToday: 1,
        bySeal: [{ seal: seal.id, executed: 1 }],
      }),
    );
  }
  return { statements, blobs };
}

/** How a request ended that was never stamped. */
function ending(past: PastRequest, request: SealUseRequest, teller: Teller, at: number): Uint8Array {
  const same = { v: 1 as const, id: randomUUID(), village: request.village, at, request: request.id };
  return past.end === 'rejected'
    ? signStatementSync(
        { type: 'rejection', ...same, by: teller.secretary.id, reason: past.rejection },
        teller.secretary.signer,
      )
    : signStatementSync(
        { type: 'withdrawal', ...same, by: teller.custodian.id, reason: '申请人不办了' },
        teller.custodian.signer,
      );
}

/** Papers that the machine refused: another amount stood on them. */
async function refusals(
  past: PastRequest,
  authorization: Authorization,
  teller: Teller,
  world: World,
  stampedAt: number,
  blobs: Uint8Array[],
): Promise<Uint8Array[]> {
  const out: Uint8Array[] = [];
  for (let i = 0; i < past.refusedPapers; i++) {
    const paper = await world.villagePaper({ layout: past.layout, seed: past.seed, village: teller.place });
    const altered = await world.alter(paper, 'digit', `${past.seed}/refused/${i}`);
    const sheet = await world.sheetFromPage(altered.paper.pdf, 1, `${past.seed}/r${i}`, { dpi: 150 });
    const frame = await world.photograph(
      sheet,
      camera('m3', past.seed, { megapixels: 1.2 }),
      `${past.seed}/refused/${i}`,
    );
    blobs.push(frame);
    const change = altered.truth.boxes[0];
    const [from = '', to = ''] = altered.truth.note.split('>');
    out.push(
      teller.machine.record(stampedAt - (past.refusedPapers - i) * 40_000, {
        type: 'event',
        event: 'paperRefused',
        authorization: authorization.id,
        k: 0,
        frame: sha256(frame),
        verdict: {
          verdict: 'mismatch',
          confidence: 0.99,
          reasons: ['DIGIT_CHANGED'],
          regions: change
            ? [
                {
                  page: change.page - 1,
                  box: boxPx(change.boxMm),
                  kind: 'changed',
                  before: from,
                  after: to,
                },
              ]
            : [],
        },
        detail: '数字与批准的不一致',
      }),
    );
  }
  return out;
}

/** A box in pixels of the page at 200 dpi. */
function boxPx(box: BoxMm): [number, number, number, number] {
  const px = (mm: number) => Math.round((mm * 200) / 25.4);
  return [px(box[0]), px(box[1]), px(box[2]), px(box[3])];
}
