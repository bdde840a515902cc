import {
  type Authorization,
  fromBase64url,
  type RequestDetail,
  toBase64url,
  valueOrThrow,
} from '@hufu/contract';
import { addSignature, parseSigned, type Signer, signStatement, verifyApproval } from '@hufu/statement';
import { formatDateTime } from '@hufu/ui';
import { type ReactNode, useState } from 'react';
import { ReasonForm } from '../layout/reason-form.tsx';
import { Fact } from '../layout/screen.tsx';
import { Sheet } from '../layout/sheet.tsx';
import { newId } from '../new-id.ts';
import { useSession } from '../session/session.tsx';
import { type Delivery, outbox } from '../sign/outbox.ts';
import { SignPanel } from '../sign/sign-panel.tsx';
import type { SigningKeys } from '../sign/signing-keys.ts';
import { useT } from '../texts.ts';
import type { VerifiedRequest } from '../trust/verified-request.ts';
import { buildAuthorization, checkForSecondSignature } from './build-authorization.ts';

/**
 * The second of the two taps: what is granted in one glance, then PIN or passkey. Whoever begins an emergency (F47) gives its
 * reason first; whoever signs second reads it and signs the same bytes.
 */
export function ApproveSheet(props: {
  open: boolean;
  detail: RequestDetail;
  verified: VerifiedRequest;
  signing: SigningKeys;
  isEmergency?: boolean;
  /** Runs once it is signed: the reading times belong before the approval. */
  beforeSending: () => Promise<void>;
  onClose: () => void;
  onDone: (delivery: Delivery) => void;
}): ReactNode {
  const text = useT();
  const { account } = useSession();
  const { detail, verified, signing } = props;
  const { roster } = signing.trusted;
  const sealNames = [...new Set(verified.request.impressions.map((i) => i.seal))].map(
    (id) => roster.seals.find((s) => s.id === id)?.name ?? id,
  );
  const [reason, setReason] = useState('');
  const [hasReason, setHasReason] = useState(false);
  const [remoteConfirm, setRemoteConfirm] = useState(false);
  const given = authorizationPayload(detail);
  const emergencyReason = given ? given.emergency?.reason : props.isEmergency ? reason.trim() : undefined;
  const terms = (now: number) => ({
    id: newId(now),
    now,
    validityHours: detail.matterDetail.validityHours,
    remoteConfirm,
    ...(emergencyReason === undefined ? {} : { emergencyReason }),
  });
  const validTo = given?.validTo ?? buildAuthorization(verified, roster, terms(Date.now())).validTo;
  const sign = async (signer: Signer) => {
    const now = Date.now();
    const earlier = detail.authorization ? fromBase64url(detail.authorization.cose) : undefined;
    let cose: Uint8Array;
    if (earlier) {
      valueOrThrow(checkForSecondSignature(earlier, verified, roster, now));
      cose = valueOrThrow(await addSignature(earlier, signer));
    } else {
      cose = await signStatement(buildAuthorization(verified, roster, terms(now)), [signer]);
    }
    // The same check that server and machine will make, before anything leaves the phone.
    const checked = verifyApproval(valueOrThrow(parseSigned(cose)), roster, { now });
    if (!checked.ok && checked.code !== 'QUORUM_MISSING') valueOrThrow(checked);
    await props.beforeSending();
    props.onDone(
      await outbox.submit({
        idempotencyKey: newId(now),
        operation: 'approveRequest',
        request: detail.id,
        login: account.login,
        at: now,
        body: { statement: toBase64url(cose) },
      }),
    );
  };
  const title = text(emergencyReason === undefined ? 'approve.title' : 'emergency.title');
  if (props.isEmergency && !given && !hasReason)
    return (
      <Sheet open={props.open} title={title} onClose={props.onClose} testId="emergency-sheet">
        <div className="m-sheet-body">
          <p className="m-soft">{text('emergency.explain')}</p>
          <ReasonForm
            reasons={[text('emergency.away'), text('emergency.rescue'), text('emergency.deadline')]}
            value={reason}
            onChange={setReason}
            verb={text('emergency.next')}
            isReady={reason.trim() !== ''}
            testId="reason-next"
            onNext={() => setHasReason(true)}
          />
        </div>
      </Sheet>
    );
  return (
    <Sheet open={props.open} title={title} onClose={props.onClose} testId="approve-sheet">
      <dl className="m-facts">
        <Fact name={text('fact.matter')}>{verified.request.matter.name}</Fact>
        <Fact name={text('fact.applicant')}>{verified.request.applicant.name}</Fact>
        <Fact name={text('fact.impressions')}>
          {text('approve.count', { n: detail.granted, seals: sealNames.join(text('join.comma')) })}
        </Fact>
        <Fact name={text('fact.validTo')}>{formatDateTime(validTo)}</Fact>
        {emergencyReason === undefined ? null : (
          <Fact name={text('emergency.reason')}>
            <span data-testid="emergency-reason">{emergencyReason}</span>
          </Fact>
        )}
        {given?.remoteConfirm ? <Fact name={text('confirm.name')}>{text('confirm.wanted')}</Fact> : null}
      </dl>
      {given ? null : (
        <label className="m-check">
          <input
            type="checkbox"
            data-testid="remote-confirm"
            checked={remoteConfirm}
            onChange={(e) => setRemoteConfirm(e.target.checked)}
          />
          <span>{text('confirm.ask')}</span>
        </label>
      )}
      <SignPanel keys={signing.keys} verb={text('approve.verb')} sign={sign} />
    </Sheet>
  );
}

/** What the request's authorization says so far, read from the signed bytes. */
export function authorizationPayload(detail: RequestDetail): Authorization | null {
  if (!detail.authorization) return null;
  const signed = parseSigned(fromBase64url(detail.authorization.cose));
  return signed.ok && signed.value.payload.type === 'authorization' ? signed.value.payload : null;
}
