import { type Phase, type RequestDetail, type Result, type Role, toHex } from '@hufu/contract';
import {
  imageShelf,
  ListStates,
  Notice,
  PhaseTag,
  ProblemNotice,
  Tag,
  useLanguage,
  useLoad,
  warningTone,
} from '@hufu/ui';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { authorizationPayload } from '../approval/approve-sheet.tsx';
import { PageStack } from '../approval/page-stack.tsx';
import { type Reading, readPage } from '../approval/reading.ts';
import { useReportedReading } from '../approval/reported-reading.ts';
import { TrialBlock } from '../approval/trial-block.tsx';
import { OutboxNotice } from '../home/outbox-notice.tsx';
import { RequestCard } from '../home/request-card.tsx';
import { Block, Screen } from '../layout/screen.tsx';
import { toastDelivery } from '../layout/toast.ts';
import { useLive } from '../live/live-context.tsx';
import { blobsOf, client } from '../session/api.ts';
import { useSession } from '../session/session.tsx';
import type { Delivery } from '../sign/outbox.ts';
import { type SigningKeys, useSigningKeys } from '../sign/signing-keys.ts';
import { useT } from '../texts.ts';
import { fingerprint } from '../trust/pinned-roster.ts';
import { type VerifiedRequest, verifyRequest } from '../trust/verified-request.ts';
import { availableActions } from './available-actions.ts';
import { Progress } from './progress.tsx';
import { ReceiptButton } from './receipt-block.tsx';
import { RequestActions } from './request-actions.tsx';
import { RequestFacts } from './request-facts.tsx';
import { Results } from './results.tsx';
import { Timeline } from './timeline.tsx';

/** Shown, verified and signed from: everything about one request. */
export function RequestPage(props: { id: string }): ReactNode {
  const text = useT();
  const { loaded, reload } = useLoad(
    (signal) => client.sealUse.getRequest({ id: props.id }, { signal }),
    [props.id],
  );
  useLive((signal) => {
    if (signal.kind === 'poll' || (signal.kind === 'request' && signal.id === props.id)) reload();
    if (signal.kind === 'notice' && signal.request === props.id) reload();
  });
  if (loaded.state === 'data') return <Known detail={loaded.data} reload={reload} />;
  return (
    <Screen title={text('request.title')} back>
      <ListStates loaded={loaded} onRetry={reload}>
        {() => null}
      </ListStates>
    </Screen>
  );
}

function Known(props: { detail: RequestDetail; reload: () => void }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { account } = useSession();
  const { detail, reload } = props;
  const shelf = useMemo(() => imageShelf(blobsOf(detail.id)), [detail.id]);
  useEffect(() => () => shelf.clear(), [shelf]);
  const signing = useSigningKeys(detail.village.id);
  const trusted = signing.loaded.state === 'data' ? signing.loaded.data : null;
  const verified = useMemo(
    () => (trusted ? verifyRequest(detail, trusted.trusted.roster) : null),
    [detail, trusted],
  );
  const [reading, setReading] = useState<Reading>(new Map());
  const onShown = useCallback((digest: string, ms: number) => setReading((r) => readPage(r, digest, ms)), []);
  const reportReading = useReportedReading(detail.id, reading, account.roles.includes('approver'));
  const done = (delivery: Delivery) => {
    toastDelivery(delivery, text);
    // What became of it stands at the top.
    window.scrollTo(0, 0);
    reload();
  };
  const hasEmergency = trusted?.trusted.roster.policy.emergency !== undefined;
  const offered = availableActions(detail, account, hasEmergency);
  const wantsDecision = offered.includes('approve') || offered.includes('emergency');
  const emergency = authorizationPayload(detail)?.emergency;
  const pages = pagesShown(detail, verified);
  const [openPage, setOpenPage] = useState<number | null>(null);
  const receipt =
    detail.phase === 'finished' || detail.executed > 0 ? <ReceiptButton request={detail.id} /> : null;
  const hints = detail.warnings.filter((w) => isFor(w.code, account.roles));
  return (
    <Screen
      title={detail.matter.name}
      back
      wide
      aside={<PhaseTag phase={detail.phase} />}
      foot={
        trusted && verified?.ok ? (
          <RequestActions
            receipt={receipt}
            readPage={setOpenPage}
            detail={detail}
            verified={verified.value}
            signing={trusted}
            reading={reading}
            reportReading={reportReading}
            onDone={done}
          />
        ) : receipt ? (
          <div className="m-actions">
            <div className="m-action-row">{receipt}</div>
          </div>
        ) : undefined
      }
    >
      <OutboxNotice request={detail.id} />
      {signing.loaded.state === 'error' ? (
        <ProblemNotice problem={signing.loaded.error} onRetry={signing.reload} />
      ) : null}
      {verified && !verified.ok ? <ProblemNotice problem={verified} /> : null}
      {detail.rejection ? (
        <Notice tone="bad">
          <p>{text('request.rejectedBy', { name: detail.rejection.by })}</p>
          <p>{detail.rejection.reason}</p>
          <p>{text('request.appeal')}</p>
        </Notice>
      ) : null}
      {emergency ? (
        <Notice tone="warn">
          <p data-testid="emergency-notice">
            {text(detail.phase === 'filed' ? 'emergency.waits' : 'emergency.notice')}
          </p>
          <p>{emergency.reason}</p>
        </Notice>
      ) : null}
      {hints.length > 0 ? (
        <Notice tone={hints.every((w) => warningTone(w.code) === 'info') ? 'info' : 'warn'}>
          <p>{text('request.hints')}</p>
          <ul className="m-hints" data-testid="hints">
            {hints.map((w) => (
              <li key={w.code}>{w[language]}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <div className="m-columns" data-main="left">
        <div>
          {stampingPhases.includes(detail.phase) ? <Progress detail={detail} /> : null}
          <RequestFacts
            detail={detail}
            verified={verified?.ok ? verified.value : null}
            roster={trusted?.trusted.roster ?? null}
          />
          <TrialBlock
            detail={detail}
            shelf={shelf}
            signing={trusted}
            mayOverrule={account.roles.includes('approver') || account.roles.includes('reviewer')}
            onDone={done}
          />
          <Results detail={detail} shelf={shelf} />
          {detail.earlier.length > 0 ? (
            <Block title={text('request.earlier')}>
              {detail.earlier.map((r) => (
                <RequestCard key={r.id} request={r} />
              ))}
            </Block>
          ) : null}
        </div>
        <div>
          <Block title={text('request.pages', { n: pages.length })} testId="pages">
            {wantsDecision ? <p className="m-soft">{text('request.readAll')}</p> : null}
            <PageStack
              shelf={shelf}
              pages={pages}
              onShown={onShown}
              open={openPage}
              onOpen={setOpenPage}
              {...(wantsDecision ? { opened: (d: string) => reading.has(d) } : {})}
            />
          </Block>
          <Timeline detail={detail} />
          <Trust verified={verified} trusted={trusted} />
        </div>
      </div>
    </Screen>
  );
}

/** How somebody approved concerns those who supervise, not those who filed or approved. */
const isFor = (code: string, roles: readonly Role[]) =>
  (code !== 'APPROVED_QUICKLY' && code !== 'PAGES_NOT_OPENED') || roles.includes('reviewer');

/** Where there is, or was, something to stamp. */
const stampingPhases: readonly Phase[] = ['authorized', 'stamping', 'finished', 'void', 'expired'];

/** The pages to draw: those of the verified statement; before it is verified, those the server names. */
function pagesShown(detail: RequestDetail, verified: Result<VerifiedRequest> | null) {
  if (verified?.ok)
    return verified.value.request.pages.map((p) => ({ digest: toHex(p.digest), side: p.side }));
  return detail.pageList;
}

/** Says in one line on what the screen stands. */
function Trust(props: { verified: Result<VerifiedRequest> | null; trusted: SigningKeys | null }): ReactNode {
  const text = useT();
  if (!props.trusted || !props.verified?.ok) return null;
  const { roster, digest, isFirstUse } = props.trusted.trusted;
  return (
    <p className="m-soft m-trust">
      <Tag tone="good">{text('trust.verified')}</Tag>{' '}
      {text('trust.line', { version: roster.version, print: fingerprint(digest) })}
      {isFirstUse ? ` ${text('trust.firstUse')}` : ''}
    </p>
  );
}
