/** The approved ink in the two blurs that span what print and lens may do to it, 0..250 for 0..1. */
export interface InkModel {
  readonly width: number;
  readonly height: number;
  readonly sharp: Uint8Array;
  readonly soft: Uint8Array;
}
