import { randomBytes, randomUUID } from 'node:crypto';
import type { EvidenceFile, SealUseRequest, VerdictSummary } from '@hufu/contract';
import { startingCatalogue } from '@hufu/domain';
import { renderDocument } from '@hufu/paper';
import { camera, type World } from '@hufu/paper-world';
import { encodePayload, payloadDigest, signStatementSync } from '@hufu/statement';
import { sha256 } from '@noble/hashes/sha2.js';
import { authorizationOf } from '../../actors/seal-use.ts';
import { OldMachine } from '../../demo/history/old-machine.ts';
import type { HistoryOrder } from '../../demo/import-orders.ts';
import { machineSigner, personSigner } from '../../demo/rosters.ts';
import type { SetUpVillage } from '../../demo/villages.ts';

const agreed: VerdictSummary = { verdict: 'match', confidence: 0.98, reasons: [], regions: [] };

/**
 * So many stampings of the past, each with a request, an authorization, six machine records, a page and three pictures of
 * real size. One paper is drawn and photographed once; its pictures differ by some bytes behind their end, which no
 * reader of JPEG minds, so that making them is no part of what is measured.
 */
export async function tellStampings(
  village: SetUpVillage,
  world: World,
  count: number,
  bornAt: number,
): Promise<HistoryOrder> {
  const [first] = village.rosters;
  const matter = startingCatalogue.find((m) => m.id === 'residence-certificate');
  const seal = first?.roster.seals.find((s) => s.kind === 'villageCommitteeSeal');
  if (!first || !matter || !seal) throw new RangeError('a roster, a matter and a seal wanted');
  const { roster } = first;
  const { secrets } = village;
  const person = (duty: string) => {
    const own = secrets.people[`${village.village.key}-${duty}`];
    if (!own) throw new RangeError(`nobody is ${duty}`);
    return { id: own.id, signer: personSigner(own.secret) };
  };
  const [custodian, secretary, stamper] = [person('custodian'), person('secretary'), person('stamper')];
  const machine = new OldMachine(
    secrets.id,
    machineSigner(secrets.oldMachine.press),
    machineSigner(secrets.oldMachine.agent),
  );
  const paper = await world.villagePaper({ layout: 'residence', seed: 'bench', village: village.place });
  const { pages } = await renderDocument(paper.pdf);
  const sheet = await world.sheetFromPage(paper.pdf, 1, 'bench', { dpi: 150 });
  const photo = await world.photograph(sheet, camera('m3', 'bench', { megapixels: 1.2 }), 'bench');
  const face = await world.personPhoto({ seed: 'bench', faces: 1, width: 480, height: 360 });

  const items: { cose: Uint8Array; salt: Uint8Array }[] = [];
  const blobs: Uint8Array[] = pages.map((p) => p.png);
  for (let i = 0; i < count; i++) {
    // Ten minutes apart, from a month ago on.
    const at = bornAt - 30 * 86_400_000 + i * 600_000;
    const request: SealUseRequest = {
      type: 'request',
      v: 1,
      id: randomUUID(),
      village: roster.village,
      at,
      matter: { id: matter.id, version: matter.version, name: matter.name, major: matter.major },
      purpose: paper.title,
      applicant: { person: null, name: '村民', phone: '' },
      filer: custodian.id,
      stamper: stamper.id,
      pages: pages.map((p) => ({
        digest: sha256(p.png),
        widthPx: p.width,
        heightPx: p.height,
        source: 'document',
        side: 'front',
      })),
      impressions: [{ seal: seal.id, pages: [0], copies: 1, place: null }],
      zones: [...matter.zones],
      counterparty: '',
      amountFen: null,
      resolution: '',
      replaces: null,
    };
    const authorization = authorizationOf(request, payloadDigest(encodePayload(request)), {
      now: at + 120_000,
      validityMs: matter.validityHours * 3_600_000,
      rosterVersion: roster.version,
    });
    const [before, after, portrait] = [marked(photo), marked(photo), marked(face)];
    const file = (role: EvidenceFile['role'], bytes: Uint8Array, k: number | null): EvidenceFile => ({
      digest: sha256(bytes),
      role,
      k,
      sizeBytes: bytes.length,
      mediaType: 'image/jpeg',
      at: at + 300_000,
    });
    const records = machine.stamping({
      authorization: authorization.id,
      at: at + 300_000,
      stamper: stamper.id,
      granted: 1,
      impressions: [
        { k: 0, before: sha256(before), after: sha256(after), beforeVerdict: agreed, afterVerdict: agreed },
      ],
      person: sha256(portrait),
      files: [file('before', before, 0), file('after', after, 0), file('person', portrait, null)],
    });
    const told = [
      signStatementSync(request, [custodian.signer]),
      signStatementSync(authorization, [secretary.signer]),
      ...records,
    ];
    items.push(...told.map((cose) => ({ cose, salt: new Uint8Array(randomBytes(32)) })));
    blobs.push(before, after, portrait);
  }
  return { village: roster.village, items, blobs };
}

function marked(jpeg: Uint8Array): Uint8Array {
  return Buffer.concat([jpeg, randomBytes(16)]);
}
