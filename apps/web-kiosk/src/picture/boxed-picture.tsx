import type { VerdictSummary } from '@hufu/contract';
import {
  type ImageShelf,
  type Point,
  ProblemNotice,
  type Size,
  StraightPicture,
  useCheckedImage,
  useRoom,
  Waiting,
} from '@hufu/ui';
import type { ReactNode } from 'react';
import { useT } from '../texts.ts';

interface BoxedPictureProps {
  readonly shelf: ImageShelf;
  readonly digest: string | undefined;
  readonly caption: string;
  /** Size of the approved page, in whose pixels boxes are measured. */
  readonly page: Size | null;
  readonly corners?: readonly Point[] | null | undefined;
  readonly regions?: VerdictSummary['regions'];
  readonly onSize?: (size: Size) => void;
  readonly testId?: string;
}

/** A checked picture that fills the room it is given, with boxes. */
export function BoxedPicture(props: BoxedPictureProps): ReactNode {
  const text = useT();
  return (
    <figure className="k-figure" data-testid={props.testId}>
      <figcaption>{props.caption}</figcaption>
      {props.digest ? (
        <Loaded {...props} digest={props.digest} />
      ) : (
        <p className="k-soft">{text('photo.missing')}</p>
      )}
    </figure>
  );
}

function Loaded(props: BoxedPictureProps & { digest: string }): ReactNode {
  const text = useT();
  const { ref, room } = useRoom<HTMLDivElement>();
  const { shown, retry } = useCheckedImage(props.shelf, props.digest);
  return (
    <div className="k-picture" ref={ref}>
      {shown.state === 'loading' ? <Waiting>{text('image.checking')}</Waiting> : null}
      {shown.state === 'error' ? <ProblemNotice problem={shown.error} onRetry={retry} /> : null}
      {shown.state === 'ready' ? (
        <StraightPicture
          url={shown.image.url}
          alt={props.caption}
          digest={props.digest}
          room={room}
          page={props.page}
          corners={props.corners}
          regions={props.regions ?? []}
          {...(props.onSize ? { onNatural: props.onSize } : {})}
        />
      ) : null}
    </div>
  );
}
