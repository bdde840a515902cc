import { BigButton, Notice } from '@hufu/ui';
import type { ReactNode } from 'react';
import { go } from '../route/route.ts';
import { useT } from '../texts.ts';
import { lockStage, useMachines } from './use-machines.ts';

/** Says on the first screen that the machine is locked, so that nobody is sent there in vain. */
export function LockedNotice(): ReactNode {
  const text = useT();
  const { loaded } = useMachines();
  // While the list cannot be read the machine's own screen says it; this is only the earlier word.
  if (loaded.state !== 'data' || !loaded.data.some((m) => lockStage(m) === 'locked')) return null;
  return (
    <div data-testid="locked-notice">
      <Notice tone="bad">
        <p>{text('lock.home')}</p>
        <BigButton onPress={() => go({ screen: 'machines' })}>{text('lock.see')}</BigButton>
      </Notice>
    </div>
  );
}
