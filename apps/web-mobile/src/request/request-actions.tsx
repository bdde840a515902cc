import type { ImpressionView, RequestDetail, Statement } from '@hufu/contract';
import { HufuError, toHex } from '@hufu/contract';
import { BigButton, codeOf, ProblemNotice, useLanguage } from '@hufu/ui';
import { type ReactNode, useState } from 'react';
import { ApproveSheet } from '../approval/approve-sheet.tsx';
import { conflictingDuty } from '../approval/build-authorization.ts';
import { type Reading, unreadPages } from '../approval/reading.ts';
import { ReasonSheet } from '../approval/reason-sheet.tsx';
import { authorizationOf } from '../approval/trial-block.tsx';
import { toast } from '../layout/toast.ts';
import { newId } from '../new-id.ts';
import { go } from '../route/route.ts';
import { client } from '../session/api.ts';
import { useSession } from '../session/session.tsx';
import { type Delivery, useWaiting } from '../sign/outbox.ts';
import type { SigningKeys } from '../sign/signing-keys.ts';
import { useT } from '../texts.ts';
import type { VerifiedRequest } from '../trust/verified-request.ts';
import { availableActions, type RequestAction } from './available-actions.ts';

/** The verbs of the person looking at this request; the one that waits for him is the big one. */
export function RequestActions(props: {
  detail: RequestDetail;
  verified: VerifiedRequest;
  signing: SigningKeys;
  reading: Reading;
  reportReading: () => Promise<void>;
  /** The receipt's button, once something was stamped: then it is the verb of the screen. */
  receipt: ReactNode;
  /** Opens a page at full size. */
  readPage: (page: number) => void;
  onDone: (delivery: Delivery) => void;
}): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { account } = useSession();
  const [open, setOpen] = useState<RequestAction | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const { detail, verified, signing } = props;
  const person = signing.person;
  const isOnItsWay = useWaiting().some((s) => s.request === detail.id);
  const actions = isOnItsWay
    ? []
    : availableActions(detail, account, signing.trusted.roster.policy.emergency !== undefined);
  const unread = unreadPages(
    props.reading,
    verified.request.pages.map((p) => toHex(p.digest)),
  );
  const close = () => setOpen(null);
  const done = (delivery: Delivery) => {
    close();
    props.onDone(delivery);
  };
  const begin = (action: RequestAction) => {
    setProblem(null);
    if ((action === 'approve' || action === 'emergency') && person) {
      const duty = conflictingDuty(verified, signing.trusted.roster, person);
      if (duty) {
        const role = text(`duty.${duty}`);
        return setProblem(new HufuError('DUTIES_NOT_SEPARATED', { context: { person: account.name, role } }));
      }
    }
    if (action === 'remind') return void remind();
    if (action === 'fileAgain') return go({ screen: 'filing', replaces: detail.id });
    setOpen(action);
  };
  const remind = async () => {
    try {
      await client.sealUse.remindApprover({ request: detail.id });
      toast(text('remind.done'));
    } catch (error) {
      setProblem(error);
    }
  };
  if (actions.length === 0 && !props.receipt) return null;
  const common = { request: detail.id, signing, open: true, onClose: close, onDone: done };
  const base = (now: number) => ({ v: 1 as const, id: newId(now), village: detail.village.id, at: now });
  const by = person ?? '';
  const bad = lastExecuted(detail);
  return (
    <div className="m-actions" data-testid="actions">
      {problem ? <ProblemNotice problem={problem} key={`${codeOf(problem)}${language}`} /> : null}
      {(actions.includes('approve') || actions.includes('emergency')) && unread.length > 0 ? (
        <div className="m-unread">
          <span className="m-soft" data-testid="unread">
            {text('approve.unread', { pages: unread.map((p) => p + 1).join(text('join.comma')) })}
          </span>
          <BigButton testId="read-next" onPress={() => props.readPage(unread[0] ?? 0)}>
            {text('approve.read', { page: (unread[0] ?? 0) + 1 })}
          </BigButton>
        </div>
      ) : null}
      <div className="m-action-row">
        {actions.map((action) => (
          <BigButton
            key={action}
            kind={kinds[action]}
            testId={`action-${action}`}
            disabled={(action === 'approve' || action === 'emergency') && unread.length > 0}
            onPress={() => begin(action)}
          >
            {text(`action.${action}`)}
          </BigButton>
        ))}
        {props.receipt}
      </div>
      {open === 'approve' || open === 'emergency' ? (
        <ApproveSheet
          {...common}
          detail={detail}
          verified={verified}
          isEmergency={open === 'emergency'}
          beforeSending={props.reportReading}
        />
      ) : null}
      {open === 'reject' ? (
        <ReasonSheet
          {...common}
          title={text('reject.title')}
          explain={text('reject.explain')}
          reasons={[
            text('reject.material'),
            text('reject.blank'),
            text('reject.notOurs'),
            text('reject.resolution'),
            text('reject.mistake'),
          ]}
          verb={text('reject.verb')}
          operation="rejectRequest"
          build={(reason, now): Statement => ({
            type: 'rejection',
            ...base(now),
            request: detail.id,
            by,
            reason,
          })}
        />
      ) : null}
      {open === 'noObjection' || open === 'objection' ? (
        <ReasonSheet
          {...common}
          title={text(open === 'objection' ? 'review.objection' : 'review.noObjection')}
          explain={text('review.explain')}
          reasons={
            open === 'objection'
              ? [text('review.material'), text('review.interest'), text('review.public')]
              : []
          }
          isOptional={open === 'noObjection'}
          verb={text('review.verb')}
          operation="reviewRequest"
          build={(reason, now): Statement => ({
            type: 'review',
            ...base(now),
            request: detail.id,
            by,
            opinion: open,
            reason,
          })}
        />
      ) : null}
      {open === 'withdraw' ? (
        <ReasonSheet
          {...common}
          title={text('withdraw.title')}
          explain={text(detail.authorization ? 'withdraw.explainApproved' : 'withdraw.explain')}
          reasons={[text('withdraw.mistake'), text('withdraw.notNeeded'), text('withdraw.material')]}
          verb={text('withdraw.verb')}
          operation="withdrawRequest"
          build={(reason, now): Statement => ({
            type: 'withdrawal',
            ...base(now),
            request: detail.id,
            by,
            reason,
          })}
          {...revocationOf(detail, base)}
        />
      ) : null}
      {open === 'badStamp' && bad ? (
        <ReasonSheet
          {...common}
          title={text('bad.title')}
          explain={text('bad.explain', { n: bad.k + 1, seal: bad.sealName })}
          reasons={[text('bad.faint'), text('bad.place'), text('bad.smeared'), text('bad.double')]}
          verb={text('bad.verb')}
          operation="voidImpression"
          build={(reason, now): Statement => ({
            type: 'void',
            ...base(now),
            authorization: authorizationOf(detail) ?? '',
            k: bad.k,
            by,
            reason,
            retained: true,
          })}
        />
      ) : null}
    </div>
  );
}

const kinds = {
  approve: 'verb',
  emergency: 'danger',
  reject: 'danger',
  noObjection: 'verb',
  objection: 'danger',
  withdraw: 'danger',
  remind: 'plain',
  badStamp: 'plain',
  fileAgain: 'plain',
} as const;

/** Once authorized, a withdrawal carries the revocation that the machine obeys. */
function revocationOf(
  detail: RequestDetail,
  base: (now: number) => { v: 1; id: string; village: string; at: number },
) {
  const authorization = authorizationOf(detail);
  if (!authorization) return {};
  return {
    revocation: (reason: string, now: number): Statement => ({
      type: 'revocation',
      ...base(now),
      what: { kind: 'authorization', authorization },
      reason,
    }),
  };
}

/** The impression somebody may find badly stamped: the last one made. */
function lastExecuted(detail: RequestDetail): ImpressionView | undefined {
  return detail.impressionPlan.findLast((i) => i.state === 'executed');
}
