import { commitment } from '@hufu/log';
import { encodeCbor } from '@hufu/statement';

/** The commitment of an `oldPaper` statement to what was typed of the paper. */
export function oldPaperDetails(
  salt: Uint8Array,
  typed: { readonly title: string; readonly statedDate: string; readonly note: string },
): Uint8Array {
  return commitment(salt, encodeCbor([typed.title, typed.statedDate, typed.note]));
}
