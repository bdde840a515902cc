import type { ImageShelf, Point } from '@hufu/ui';
import { useEffect, useState } from 'react';
import { type Flattened, flatten } from './flatten.ts';

/** A photograph laid on its page; null until it is, and where it cannot be. */
export function useFlattened(
  shelf: ImageShelf,
  pageDigest: string | null,
  photoUrl: string,
  corners: readonly Point[] | null,
  isWanted: boolean,
): (Pick<Flattened, 'width' | 'height'> & { url: string }) | null {
  const [flat, setFlat] = useState<(Flattened & { url: string }) | null>(null);
  useEffect(() => {
    setFlat(null);
    if (!isWanted || !pageDigest || !corners) return;
    let isGone = false;
    let url = '';
    const run = async () => {
      const page = await shelf.get(pageDigest);
      const made = await flatten(await pictureOf(page.url), await pictureOf(photoUrl), corners);
      if (isGone || !made) return;
      url = URL.createObjectURL(made.blob);
      setFlat({ ...made, url });
    };
    // The pictures stay as the corners lay them when this fails; what failed shows at the picture itself.
    run().catch(() => undefined);
    return () => {
      isGone = true;
      if (url) URL.revokeObjectURL(url);
    };
  }, [shelf, pageDigest, photoUrl, corners, isWanted]);
  return flat;
}

async function pictureOf(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}
