import type { Point } from '@hufu/ui';
import { useEffect, useState } from 'react';
import { sheetCorners } from './sheet-corners.ts';

/** Width at which a photograph is searched for its sheet. */
const searchWidth = 480;

/** The page's corners in a photograph: those that came with the evidence, else those of the sheet as the eye sees it. */
export function useCorners(
  url: string,
  given: readonly Point[] | null | undefined,
  isWanted: boolean,
): readonly Point[] | null {
  const [found, setFound] = useState<readonly Point[] | null>(null);
  const isGiven = given !== null && given !== undefined;
  useEffect(() => {
    setFound(null);
    if (isGiven || !isWanted) return;
    let isGone = false;
    const image = new Image();
    image.onload = () => {
      if (!isGone) setFound(searchSheet(image));
    };
    image.src = url;
    return () => {
      isGone = true;
    };
  }, [url, isGiven, isWanted]);
  return given ?? found;
}

function searchSheet(image: HTMLImageElement): Point[] | null {
  const scale = Math.min(1, searchWidth / image.naturalWidth);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return null;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const values = new Uint8Array(canvas.width * canvas.height);
  for (let i = 0; i < values.length; i++)
    values[i] =
      ((data[4 * i] ?? 0) * 299 + (data[4 * i + 1] ?? 0) * 587 + (data[4 * i + 2] ?? 0) * 114) / 1000;
  const corners = sheetCorners({ width: canvas.width, height: canvas.height, values });
  return corners?.map(([x, y]) => [x / scale, y / scale] as const) ?? null;
}
