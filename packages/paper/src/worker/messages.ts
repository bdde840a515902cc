import type { ErrorCode } from '@hufu/contract';
import type { FaceReport } from '../face.ts';
import type { RenderedDocument } from '../image/render.ts';
import type { SheetSeen } from '../refusals/page-identity.ts';
import type { PageOrder } from '../refusals/page-order.ts';
import type { FanVerdict } from '../seam/judge-fan.ts';
import type { SeamVerdict } from '../seam/judge-seam.ts';
import type { PlaceMm, Verdict, ZoneMm } from '../verdict.ts';

/** Prepared pages that one worker keeps; some 30 MB each. */
export const PAGES_KEPT = 2;

/** An approved document: the bytes of a PDF or picture, and which of its pages (1 unless said). */
export interface ApprovedBytes {
  readonly bytes: Uint8Array;
  readonly name?: string;
  readonly page?: number;
  /** SHA-256 of the file in hex, as it was signed: another file is refused. */
  readonly digest?: string;
}

/** What a worker can be asked. */
export type Task =
  | { readonly kind: 'render'; readonly bytes: Uint8Array; readonly name?: string }
  | { readonly kind: 'prepare'; readonly approved: ApprovedBytes }
  | {
      readonly kind: 'before';
      readonly approved: ApprovedBytes;
      readonly photo: Uint8Array;
      readonly zones?: readonly ZoneMm[];
    }
  | {
      readonly kind: 'after';
      readonly approved: ApprovedBytes;
      readonly before: Uint8Array;
      readonly photo: Uint8Array;
      readonly specimen?: Uint8Array;
      /** Specimens of the village's dies that are out of use. */
      readonly retired?: readonly Uint8Array[];
      readonly place?: PlaceMm;
      readonly zones?: readonly ZoneMm[];
      readonly impressions?: number;
    }
  | {
      readonly kind: 'pages';
      /** The approved pages, in order. */
      readonly pages: readonly ApprovedBytes[];
      /** Photos of the sheets, in the order in which they were shown. */
      readonly photos: readonly Uint8Array[];
    }
  | {
      readonly kind: 'seam';
      readonly sheets: readonly { readonly approved: ApprovedBytes; readonly photo?: Uint8Array }[];
      readonly specimen: Uint8Array;
    }
  | {
      /** Sheets fanned out for a seal across the seam; with `sealed` after the press. */
      readonly kind: 'fan';
      readonly approved: ApprovedBytes;
      readonly photo: Uint8Array;
      readonly sheets: number;
      readonly zones?: readonly ZoneMm[];
      readonly sealed?: {
        readonly before: Uint8Array;
        readonly specimen: Uint8Array;
        readonly place: Pick<PlaceMm, 'yMm' | 'toleranceMm'>;
      };
    }
  | { readonly kind: 'detectFace'; readonly jpeg: Uint8Array };

/** What preparing tells: the page's size in pixels at 200 dpi. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/** Which page each sheet is, and whether all are there, once, in order. */
export interface PagesSeen {
  readonly seen: readonly SheetSeen[];
  /** For each approved page the first one that looks exactly like it: itself, mostly. */
  readonly twins: readonly number[];
  readonly order: PageOrder;
}

/** The answer to each kind of task. */
export interface Answers {
  readonly render: RenderedDocument;
  readonly prepare: PageSize;
  readonly before: Verdict;
  readonly after: Verdict;
  readonly pages: PagesSeen;
  readonly seam: SeamVerdict;
  readonly fan: FanVerdict;
  readonly detectFace: FaceReport;
}

/** To a worker. */
export interface Request {
  readonly id: number;
  readonly task: Task;
}

/** From a worker. */
export type Reply =
  | { readonly id: number; readonly ok: true; readonly answer: Answers[keyof Answers] }
  | {
      readonly id: number;
      readonly ok: false;
      readonly code: ErrorCode | undefined;
      readonly context: Readonly<Record<string, unknown>>;
      readonly message: string;
    };
