/** What a page of the report is made of. */
export type Block =
  | { readonly kind: 'text'; readonly text: string; readonly tone?: 'soft' | 'strong' }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** Lines to be ticked by whoever checks. */
  | { readonly kind: 'ticks'; readonly items: readonly string[] }
  | {
      readonly kind: 'pictures';
      readonly items: readonly { readonly label: string; readonly digest: string | null }[];
    };

/** One step of the story; it begins on a new page. */
export interface ReportPage {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** Time as the report prints it: China has one time, eight hours ahead of UTC, all year. */
export function beijingTime(ms: number): string {
  return `${new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')}（北京时间）`;
}

/** A digest or thumbprint, grouped so that two people can read it to each other. */
export const grouped = (hex: string): string => hex.replace(/(.{8})(?=.)/g, '$1 ');
