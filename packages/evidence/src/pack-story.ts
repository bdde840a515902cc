import {
  type Instant,
  type KeyKind,
  planImpressions,
  type Roster,
  type StatementType,
  sameBytes,
  toHex,
  type VerdictSummary,
} from '@hufu/contract';
import { parseSigned, type SignedStatement, thumbprint } from '@hufu/statement';
import type { Pack } from './pack.ts';

/** Who did what, with which key. */
export interface StoryPerson {
  readonly name: string;
  readonly act: StatementType;
  readonly at: Instant;
  readonly key: KeyKind | 'machine';
  /** Hex thumbprint of the key (RFC 9679). */
  readonly thumbprint: string;
}

/** One impression with its pictures. */
export interface StoryImpression {
  readonly k: number;
  readonly page: number;
  /** Pages whose sheets a seal across the seam joins; absent for an impression on one page. */
  readonly seam?: readonly number[];
  readonly approved: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly beforeVerdict: VerdictSummary | null;
  readonly afterVerdict: VerdictSummary | null;
  readonly seal: string;
  readonly executedAt: Instant | null;
  /** Number of the machine's record that says so. */
  readonly record: number | null;
}

/** What a verified pack tells. */
export interface PackStory {
  readonly village: string;
  readonly matter: string;
  readonly purpose: string;
  readonly applicant: string;
  readonly filedAt: Instant;
  readonly approvedAt: Instant | null;
  readonly seals: readonly string[];
  readonly granted: number;
  /** Of those, seals across the seam. */
  readonly seamsGranted: number;
  readonly impressions: readonly StoryImpression[];
  readonly people: readonly StoryPerson[];
  /** Image bytes by digest. */
  readonly images: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** Acts of people that are worth a line. */
const acts: readonly StatementType[] = [
  'request',
  'review',
  'authorization',
  'exception',
  'rejection',
  'withdrawal',
  'void',
];

/** Reads the story out of a pack that was verified before. */
export function storyOf(pack: Pack): PackStory | null {
  const parse = (folder: string) =>
    [...pack.files.keys()]
      .filter((path) => path.startsWith(folder))
      .sort()
      .flatMap((path) => {
        const signed = parseSigned(pack.files.get(path) ?? new Uint8Array(0));
        return signed.ok ? [signed.value] : [];
      });
  const rosters = parse('rosters/').flatMap((s) => (s.payload.type === 'roster' ? [s.payload] : []));
  const statements = parse('statements/');
  const request = statements.flatMap((s) => (s.payload.type === 'request' ? [s.payload] : []))[0];
  const authorization = statements.flatMap((s) => (s.payload.type === 'authorization' ? [s.payload] : []))[0];
  if (!request) return null;
  const plan = authorization ? planImpressions(authorization.impressions) : [];
  const wanted = new Set(request.impressions.map((i) => i.seal));
  const seals = new Map(rosters.flatMap((r) => r.seals).map((s) => [s.id, s.name]));
  const images = new Map(
    [...pack.files].flatMap(([path, bytes]) => {
      const digest = /^(?:pages|pictures)\/([0-9a-f]{64})\./.exec(path)?.[1];
      return digest ? [[digest, new Uint8Array(bytes)] as const] : [];
    }),
  );
  const has = (digest: Uint8Array | null | undefined) => {
    const hex = digest ? toHex(digest) : null;
    return hex !== null && images.has(hex) ? hex : null;
  };
  const executed = new Map(
    statements.flatMap((s) =>
      s.payload.type === 'outcome' && s.payload.outcome === 'executed'
        ? [[s.payload.k, s.payload] as const]
        : [],
    ),
  );
  const impressions = plan
    .filter((p) => executed.has(p.k))
    .map((p): StoryImpression => {
      const outcome = executed.get(p.k);
      const attempt = outcome?.attempt;
      const intent = statements.flatMap(({ payload: i }) =>
        i.type === 'intent' && i.k === p.k && i.attempt === attempt ? [i] : [],
      )[0];
      const check = statements.flatMap(({ payload: c }) =>
        c.type === 'afterCheck' && c.k === p.k && c.attempt === attempt ? [c] : [],
      )[0];
      return {
        k: p.k,
        page: p.page,
        ...(p.seam ? { seam: p.seam } : {}),
        approved: has(request.pages[p.page]?.digest),
        before: has(intent?.before[0]),
        after: has(check?.after),
        beforeVerdict: intent?.verdict ?? null,
        afterVerdict: check?.verdict ?? null,
        seal: seals.get(p.seal) ?? p.seal,
        executedAt: outcome?.at ?? null,
        record: outcome?.n ?? null,
      };
    });
  return {
    village: rosters.at(-1)?.villageName ?? '',
    matter: request.matter.name,
    purpose: request.purpose,
    applicant: request.applicant.name,
    filedAt: request.at,
    approvedAt: authorization?.at ?? null,
    seals: [...wanted].map((id) => seals.get(id) ?? id),
    granted: plan.length,
    seamsGranted: plan.filter((p) => p.seam).length,
    impressions,
    people: statements.flatMap((s) => signersOf(s, rosters)),
    images,
  };
}

function signersOf(signed: SignedStatement, rosters: readonly Roster[]): StoryPerson[] {
  const { payload } = signed;
  if (payload.type === 'presence') {
    const person = rosters.flatMap((r) => r.people).findLast((p) => p.id === payload.by);
    const machine = rosters
      .flatMap((r) => r.machines)
      .findLast((m) => sameBytes(thumbprint(m.pressKey), payload.machine));
    const by = { at: payload.at, key: 'machine' as const, thumbprint: toHex(payload.machine) };
    return [
      ...(person ? [{ ...by, name: person.name, act: payload.type }] : []),
      ...(machine ? [{ ...by, name: machine.name, act: 'outcome' as const }] : []),
    ];
  }
  if (!acts.includes(payload.type) || !('at' in payload)) return [];
  const { at, type } = payload;
  return signed.signatures.flatMap((signature) => {
    for (const person of rosters.flatMap((r) => r.people)) {
      const key = person.keys.find((k) => sameBytes(thumbprint(k.key), signature.thumbprint));
      if (key)
        return [{ name: person.name, act: type, at, key: key.kind, thumbprint: toHex(signature.thumbprint) }];
    }
    return [];
  });
}
