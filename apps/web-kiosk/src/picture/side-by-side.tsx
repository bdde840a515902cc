import type { VerdictSummary } from '@hufu/contract';
import type { Point } from '@hufu/ui';
import { type ReactNode, useState } from 'react';
import { frames, references } from '../link/pictures.ts';
import { useT } from '../texts.ts';
import { BoxedPicture } from './boxed-picture.tsx';

/** Approved page and photograph beside each other; what differs is boxed in both. */
export function SideBySide(props: {
  approved: string | undefined;
  frame: string;
  corners: readonly Point[] | null | undefined;
  regions: VerdictSummary['regions'];
  frameCaption: string;
}): ReactNode {
  const text = useT();
  const [page, setPage] = useState<{ width: number; height: number } | null>(null);
  return (
    <div className="k-pair">
      <BoxedPicture
        shelf={references}
        digest={props.approved}
        caption={text('photo.approved')}
        page={page}
        regions={props.regions}
        onSize={setPage}
        testId="picture-approved"
      />
      <BoxedPicture
        shelf={frames}
        digest={props.frame}
        caption={props.frameCaption}
        page={page}
        corners={props.corners}
        regions={props.regions}
        testId="picture-frame"
      />
    </div>
  );
}
