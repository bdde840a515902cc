import { z } from 'zod';

/** How a sheet lies on the platen: its centre from the centre of the view, and its turn (clockwise). */
export const zPose = z.object({ xMm: z.number(), yMm: z.number(), thetaDeg: z.number() });
export type PlatenPose = z.infer<typeof zPose>;

/** One impression on a sheet, in millimetres from its upper left corner. */
export const zMark = z.object({
  specimen: z.string(),
  diameterMm: z.number(),
  xMm: z.number(),
  yMm: z.number(),
  angleDeg: z.number(),
  ink: z.number(),
  slipMm: z.number(),
  seed: z.string(),
});
export type Mark = z.infer<typeof zMark>;

/**
 * Everything that makes a sheet look as it looks. A sheet is kept as its recipe, not as pixels: it survives a kill
 * of the simulator in a few hundred bytes, and the same recipe always gives the same sheet.
 */
export const zRecipe = z.object({
  id: z.string(),
  label: z.string(),
  seed: z.string(),
  /** Picture file of what is printed on it; null for a blank sheet. */
  picture: z.string().nullable(),
  /** Sheets under the first one, for a seal across the seam: pictures of what is printed on them, and how far each juts out. */
  fan: z
    .object({ pictures: z.array(z.string()), stepMm: z.number() })
    .nullable()
    .default(null),
  /** Size of what lies there; of a fan all of it. */
  widthMm: z.number(),
  heightMm: z.number(),
  handwriting: z.object({ text: z.string(), xMm: z.number(), yMm: z.number() }).nullable(),
  pose: zPose,
  /** Where this sheet was laid carelessly: blurred by a tremor, or in the dark. */
  blurPx: z.number(),
  exposure: z.number(),
});
export type SheetRecipe = z.infer<typeof zRecipe>;

/** A sheet as it is now. */
export interface SheetNow {
  readonly recipe: SheetRecipe;
  readonly marks: readonly Mark[];
}
