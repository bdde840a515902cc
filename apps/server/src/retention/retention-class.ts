import type { ServerConfig } from '../config/config.ts';

/** What a stored picture is, as `blob_ref` says it. */
export type PictureKind =
  | 'upload'
  | 'page'
  | 'specimen'
  | 'before'
  | 'after'
  | 'person'
  | 'reference'
  | 'other';

/** Pictures that are kept equally long, for the same reason: `person` 人像, `paper` 用印留影, `material` 申请材料. */
export const retentionClasses = ['person', 'paper', 'material'] as const;
export type RetentionClass = (typeof retentionClasses)[number];

/** The class of a kind; none for specimens, which show no person and stay as long as the seal's register. */
export function classOf(kind: PictureKind): RetentionClass | undefined {
  switch (kind) {
    case 'person':
      return 'person';
    case 'before':
    case 'after':
    case 'reference':
      return 'paper';
    case 'upload':
    case 'page':
      return 'material';
    case 'specimen':
    case 'other':
      return undefined;
    default:
      return kind satisfies never;
  }
}

const names: Readonly<Record<RetentionClass, { zh: string; en: string; law: string }>> = {
  // PIPL art. 19: the shortest time that the purpose needs.
  person: { zh: '到场人照片', en: 'photographs of people', law: '个人信息保护法第十九条' },
  // 村级档案管理办法 (2017): terms are permanent, 30 years and 10 years; ten is the least.
  paper: { zh: '用印留影', en: 'photographs of papers', law: '村级档案管理办法' },
  material: { zh: '申请材料', en: 'material of requests', law: '村级档案管理办法' },
};

/** How long a class is kept, and in whose words it is deleted. */
export interface RetentionRule {
  readonly class: RetentionClass;
  readonly keepMs: number;
  /** Stands in the `deletion` statement. */
  readonly words: string;
}

/** The rules as this server is configured. */
export function retentionRules(keep: ServerConfig['keepDays']): readonly RetentionRule[] {
  return retentionClasses.map((c) => {
    const { zh, en, law } = names[c];
    const days = keep[c];
    return {
      class: c,
      keepMs: days * 86_400_000,
      words: `${zh}保存 ${days} 天（${law}） / ${en}: ${days} days`,
    };
  });
}

/** The month of a time (UTC), as keys are named by, and when it is over. */
export function monthOf(at: number): { readonly name: string; readonly endsAt: number } {
  const time = new Date(at);
  return {
    name: time.toISOString().slice(0, 7),
    endsAt: Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + 1, 1),
  };
}
