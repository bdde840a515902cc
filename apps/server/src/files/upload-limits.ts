/** What one upload may be (requirement of the phone page too). */
export const maxUploadBytes = 50 * 1024 * 1024;
export const maxPages = 50;
/** Larger pictures are no photographs: 30,000 x 30,000 would fill the memory. */
export const maxImagePixels = 120_000_000;
/** The longer side of a photo as it is kept. */
export const maxPhotoSidePx = 3600;
/** Resolution of rendered pages. */
export const pageDpi = 200;
