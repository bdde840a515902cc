import type { KioskState } from '@hufu/contract';
import { Tag } from '@hufu/ui';
import type { ReactNode } from 'react';
import { useT } from '../texts.ts';

/** How full the ink pad is, as the machine estimates it. */
export function InkTag(props: { state: Pick<KioskState, 'ink' | 'inkLow'> }): ReactNode {
  const text = useT();
  const { ink, inkLow } = props.state;
  if (ink === undefined) return null;
  return (
    <>
      {inkLow ? <Tag tone="warn">{text('ink.low')}</Tag> : null}
      <Tag tone="quiet">{text('ink.level', { percent: Math.round(ink * 100) })}</Tag>
    </>
  );
}
