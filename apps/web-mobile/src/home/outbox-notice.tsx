import { BigButton, Notice } from '@hufu/ui';
import type { ReactNode } from 'react';
import { useSession } from '../session/session.tsx';
import { outbox, useWaiting } from '../sign/outbox.ts';
import { useT } from '../texts.ts';

/** Says that something signed has not reached the server yet, and that it is kept. */
export function OutboxNotice(props: { request?: string }): ReactNode {
  const text = useT();
  const { account } = useSession();
  const waiting = useWaiting().filter(
    (s) => s.login === account.login && (props.request === undefined || s.request === props.request),
  );
  if (waiting.length === 0) return null;
  return (
    <div data-testid="outbox-notice">
      <Notice tone="warn">
        <p>{text('outbox.title', { n: waiting.length })}</p>
        <p>{text('outbox.explain')}</p>
        <BigButton onPress={() => void outbox.flush(account.login)}>{text('outbox.retry')}</BigButton>
      </Notice>
    </div>
  );
}
