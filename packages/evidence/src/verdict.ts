import { type ErrorCode, explain, type Refusal } from '@hufu/contract';

/** A sentence in both languages. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** Steps of the verification, in the order of docs/formats/evidence.md. */
export type StepName =
  | 'manifest'
  | 'rosters'
  | 'request'
  | 'authorization'
  | 'machine'
  | 'log'
  | 'timestamps'
  | 'pictures'
  | 'counts'
  | 'report'
  | 'statement';

/** How one step went. */
export interface VerifiedStep {
  readonly name: StepName;
  readonly ok: boolean;
  readonly detail: Bilingual;
  readonly code?: ErrorCode;
}

/** What a verifier says in the end. */
export interface Verdict {
  /** Every signature, digest, proof and cosignature holds. */
  readonly ok: boolean;
  /** green: believed on anchors of one's own; amber: it holds, with a reservation that is named; red: do not rely on it. */
  readonly colour: 'green' | 'amber' | 'red';
  readonly sentence: Bilingual;
  readonly steps: readonly VerifiedStep[];
  /** Why it is amber. */
  readonly reservations: readonly Bilingual[];
}

/** A step that holds. */
export function passed(name: StepName, zh: string, en: string): VerifiedStep {
  return { name, ok: true, detail: { zh, en } };
}

/** A step that does not, in the words of its code. */
export function failed(name: StepName, refusal: Refusal, where?: string): VerifiedStep {
  const at = where ? `${where}：` : '';
  const zh = explain(refusal.code, 'zh', refusal.context);
  const en = explain(refusal.code, 'en', refusal.context);
  return {
    name,
    ok: false,
    code: refusal.code,
    detail: { zh: `${at}${zh[0]}。${zh[1]}`, en: `${at.replace('：', ': ')}${en[0]}. ${en[1]}` },
  };
}

/** The verdict over all steps. */
export function verdictOf(
  steps: readonly VerifiedStep[],
  reservations: readonly Bilingual[],
  believed: Bilingual,
): Verdict {
  const broken = steps.find((s) => !s.ok);
  const [first] = reservations;
  if (broken)
    return {
      ok: false,
      colour: 'red',
      sentence: {
        zh: `不要采信：${broken.detail.zh}`,
        en: `Do not rely on this: ${broken.detail.en}`,
      },
      steps,
      reservations,
    };
  return {
    ok: true,
    colour: first ? 'amber' : 'green',
    sentence: first
      ? { zh: `${believed.zh}但请注意：${first.zh}`, en: `${believed.en} But note: ${first.en}` }
      : believed,
    steps,
    reservations,
  };
}
