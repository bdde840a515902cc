import { heldOf, type JobContext } from './job-context.ts';
import type { PaperLook } from './look-step.ts';

const mmOfPixel = 25.4 / 200;
type Corner = [x: number, y: number];

/** Where the approved page's corners lie in the photo, so that the screen can lay both over each other; null when it was not found. */
export function pageCorners(
  context: JobContext,
  authorization: string,
  page: number,
  { look }: PaperLook,
): Corner[] | null {
  const approved = heldOf(context, authorization).payload.pages[page];
  if (!approved) return null;
  const [right, bottom] = [approved.widthPx * mmOfPixel, approved.heightPx * mmOfPixel];
  const corners = [
    look.pointInPhoto(0, 0),
    look.pointInPhoto(right, 0),
    look.pointInPhoto(right, bottom),
    look.pointInPhoto(0, bottom),
  ].flatMap((point): Corner[] => (point ? [[point.x, point.y]] : []));
  return corners.length === 4 ? corners : null;
}
