import {
  type MachineView,
  type PageView,
  planImpressions,
  type RequestDetail,
  type SealUseRequest,
  toBase64url,
  toHex,
} from '@hufu/contract';
import { parseSigned, thumbprint } from '@hufu/statement';
import { type BenchVillage, hexOf, idOf, village } from './bench-village.ts';

export const unit = { id: village, parent: idOf(2), level: 'village' as const, name: '云溪县清溪镇石桥村' };
const _hour = 3_600_000;
export const matters = [
  matter(
    'land-lease',
    '土地承包经营权流转合同',
    '《农村土地承包法》第三十八条',
    ['流转合同', '承包方身份证'],
    false,
  ),
  matter('residence', '居住情况说明', '《村民委员会组织法》第八条', ['本人申请书'], false),
  matter(
    'asset-sale',
    '集体资产处置合同',
    '《村民委员会组织法》第二十四条',
    ['资产评估表', '会议决议'],
    true,
  ),
];
function matter(id: string, name: string, legalBasis: string, requiredMaterial: string[], major: boolean) {
  return {
    id,
    version: 1,
    name,
    nameEn: id,
    legalBasis,
    requiredMaterial,
    major,
    seals: ['villageCommitteeSeal' as const],
    approvers: major ? 2 : 1,
    review: false,
    zones: [],
    validityHours: 24,
    validFrom: 0,
    validTo: null,
  };
}
export const pageOf = (png: Uint8Array): PageView => ({
  digest: hexOf(png),
  widthPx: 1654,
  heightPx: 2339,
  source: 'document',
  side: 'front',
  sizeBytes: png.length,
  warnings: [],
});

/** The village's machine as the list shows it while all is well. */
export function machineOf(bench: BenchVillage): MachineView {
  const [machine] = bench.roster.machines;
  if (!machine) throw new Error('no machine');
  return {
    id: machine.id,
    name: machine.name,
    village: unit,
    thumbprint: toHex(thumbprint(machine.pressKey)),
    state: 'online',
    lastSeenAt: Date.now(),
    counters: null,
    outboxDepth: 0,
    ink: 0.8,
    seals: bench.roster.seals.map((s) => ({ id: s.id, name: s.name, slot: s.slot })),
    kioskUrl: null,
    serviceNonce: null,
    lockDown: null,
  };
}

export function statementView(cose: Uint8Array, type: string, name: string) {
  return {
    id: idOf(900),
    type,
    at: Date.now(),
    signers: [{ name, keyKind: 'browser' as const }],
    cose: toBase64url(cose),
    salt: '00'.repeat(32),
    leafIndex: null,
    witnessed: false,
  };
}

export function detailOf(cose: Uint8Array, bench: BenchVillage, number: string): RequestDetail {
  const signed = parseSigned(cose);
  if (!signed.ok || signed.value.payload.type !== 'request') throw new Error('not a request');
  const r: SealUseRequest = signed.value.payload;
  const plan = planImpressions(r.impressions);
  const sealOf = (id: string) => {
    const seal = bench.roster.seals.find((s) => s.id === id);
    return { id, name: seal?.name ?? id, kind: seal?.kind ?? ('otherSeal' as const) };
  };
  const name = (id: string) => bench.roster.people.find((p) => p.id === id)?.name ?? id;
  const matterDetail = matters.find((m) => m.id === r.matter.id);
  if (!matterDetail) throw new Error('no such matter');
  return {
    id: r.id,
    number,
    village: unit,
    matter: r.matter,
    purpose: r.purpose,
    applicantName: r.applicant.name,
    filer: { id: r.filer, name: name(r.filer) },
    filedAt: r.at,
    phase: 'filed',
    seals: [...new Set(r.impressions.map((i) => i.seal))].map(sealOf),
    granted: plan.length,
    executed: 0,
    pages: r.pages.length,
    decidedAt: null,
    finishedAt: null,
    approvers: [],
    waitsForMe: null,
    alarms: 0,
    pageList: r.pages.map((p) => ({ ...p, digest: toHex(p.digest), sizeBytes: 1, warnings: [] })),
    impressionPlan: plan.map((i) => ({
      k: i.k,
      page: i.page,
      copy: i.copy,
      seal: i.seal,
      sealName: sealOf(i.seal).name,
      place: i.place,
      state: 'open',
      attempt: 0,
      at: null,
      before: null,
      after: null,
      person: null,
      beforeVerdict: null,
      afterVerdict: null,
      serverVerdict: null,
    })),
    zones: r.zones,
    counterparty: r.counterparty,
    amountFen: r.amountFen,
    resolution: r.resolution,
    stamper: { id: r.stamper, name: name(r.stamper) },
    requestStatement: statementView(cose, 'request', name(r.filer)),
    authorization: null,
    validTo: null,
    rejection: null,
    statements: [statementView(cose, 'request', name(r.filer))],
    timeline: [
      {
        at: r.at,
        kind: 'request',
        who: name(r.filer),
        text: { zh: `${name(r.filer)}提交了申请`, en: 'Filed' },
        statement: idOf(900),
      },
    ],
    trials: [],
    warnings: [
      {
        code: 'EARLIER',
        zh: '陈大林在最近三个月已经盖过 2 次同类的章。',
        en: 'Two of this kind in three months.',
      },
    ],
    earlier: [],
    matterDetail,
    approversNeeded: matterDetail.approvers,
    replaces: null,
    replacedBy: null,
  };
}
