import type { ApiClient, DocumentView, MatterView, PageView } from '@hufu/contract';
import type { Delivery } from '../sign/outbox.ts';
import type { Draft } from './draft.ts';

/** What a new request may choose from. */
export type FilingForm = Awaited<ReturnType<ApiClient['sealUse']['getFilingForm']>>;

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
  readonly onFiled: (delivery: Delivery) => void;
}
