import type { ErrorCode } from '@hufu/contract';
import type { PictureFeatures } from '../read/read-features.ts';

/** To the reading thread, which is asked again only after it told. */
export interface Ask {
  readonly bytes: Uint8Array;
  readonly key: Uint8Array;
}

/** From the reading thread. */
export type Told =
  | { readonly ok: true; readonly read: PictureFeatures }
  | {
      readonly ok: false;
      readonly code: ErrorCode | undefined;
      readonly context: Readonly<Record<string, unknown>>;
      readonly message: string;
    };
