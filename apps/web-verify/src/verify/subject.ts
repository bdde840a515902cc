import type { ReceiptLink } from '../input/receipt-link.ts';

/** What is to be verified. */
export type Subject =
  | { readonly kind: 'pack' | 'proof'; readonly bytes: Uint8Array<ArrayBuffer>; readonly name: string }
  | { readonly kind: 'receipt'; readonly link: ReceiptLink };

/** A trust list that the person brought along. */
export interface OwnPolicy {
  readonly name: string;
  readonly text: string;
}
