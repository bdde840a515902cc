import { Notice } from '@hufu/ui';
import type { ReactNode } from 'react';
import { useT } from '../texts.ts';
import type { Laying } from './use-flattened.ts';

/** How far photographs are laid on their page, and what somebody must know who looks through them before, or without it. */
export function LayingLine(props: { layings: readonly Laying[] }): ReactNode {
  const text = useT();
  const parts = props.layings.flatMap((l) => (l.state === 'working' ? [l.part] : []));
  const failed = props.layings.find((l) => l.state === 'failed');
  if (parts.length > 0) {
    const part = Math.min(...parts);
    return (
      <p className="d-soft" role="status" data-testid="laying" data-state="working">
        {text('laying.working', { percent: Math.round(part * 100) })} <progress max={1} value={part} />
      </p>
    );
  }
  if (failed?.state !== 'failed') return null;
  return (
    <div data-testid="laying" data-state={failed.why}>
      <Notice tone="warn">{text(`laying.${failed.why}`)}</Notice>
    </div>
  );
}
