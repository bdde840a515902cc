import type { RequestSummary } from '@hufu/contract';
import { formatWhen, PhaseTag, Tag } from '@hufu/ui';
import type { ReactNode } from 'react';
import { hrefOf } from '../route/route.ts';
import { useWaiting } from '../sign/outbox.ts';
import { useT } from '../texts.ts';

/** One request in a list: what for whom, where it stands, what is wanted of the reader. */
export function RequestCard(props: { request: RequestSummary }): ReactNode {
  const text = useT();
  const r = props.request;
  const isOnItsWay = useWaiting().some((s) => s.request === r.id);
  return (
    <a
      className="m-card"
      href={hrefOf({ screen: 'request', id: r.id })}
      data-testid="request-card"
      data-id={r.id}
    >
      <div className="m-card-head">
        <strong>{r.matter.name}</strong>
        {r.emergency ? <Tag tone="warn">{text('emergency.tag')}</Tag> : null}
        {isOnItsWay ? <Tag tone="warn">{text('outbox.tag')}</Tag> : <PhaseTag phase={r.phase} />}
      </div>
      <div className="m-card-line">
        {text('card.forWhom', { name: r.applicantName })}
        <span className="m-card-purpose">{r.purpose}</span>
      </div>
      <div className="m-card-foot">
        <span>{formatWhen(r.filedAt, Date.now())}</span>
        <span>{text('card.progress', { done: r.executed, all: r.granted })}</span>
        {r.matter.major ? <Tag tone="bad">{text('card.major')}</Tag> : null}
        {r.waitsForMe ? <Tag tone="warn">{text(`waits.${r.waitsForMe}`)}</Tag> : null}
      </div>
    </a>
  );
}
