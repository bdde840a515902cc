import type { ApiClient, DocumentView, MatterView, PageView } from '@hufu/contract';
import type { Delivery } from '../sign/outbox.ts';
import type { Draft } from './draft.ts';

/** What a new request may choose from. */
export type FilingForm = Awaited<ReturnType<ApiClient['sealUse']['getFilingForm']>>;

/** Why a step holds somebody back. */
export type Hold = 'matter.cannotGoOn' | 'matter.checking';

/** What every step of the filing sees. */
export interface StepProps {
  readonly draft: Draft;
  readonly change: (f: (d: Draft) => Draft) => void;
  readonly form: FilingForm;
  readonly matter: MatterView | undefined;
  readonly pages: readonly PageView[];
  readonly documents: ReadonlyMap<string, DocumentView>;
  readonly onDocument: (view: DocumentView) => void;
  readonly refreshDocuments: () => void;
  /** Says that nobody may go on from this step, and why; null lets go. */
  readonly onHold: (why: Hold | null) => void;
  readonly onFiled: (delivery: Delivery) => void;
}
