import { fromBase64url, type RequestDetail, toBase64url, valueOrThrow } from '@hufu/contract';
import { addSignature, parseSigned, type Signer, signStatement, verifyApproval } from '@hufu/statement';
import { formatDateTime } from '@hufu/ui';
import type { ReactNode } from 'react';
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

/** The second of the two taps: what is granted in one glance, then PIN or passkey. */
export function ApproveSheet(props: {
  open: boolean;
  detail: RequestDetail;
  verified: VerifiedRequest;
  signing: SigningKeys;
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
  const validMs = Math.min(detail.matterDetail.validityHours * 3_600_000, roster.policy.maxValidityMs);
  const sign = async (signer: Signer) => {
    const now = Date.now();
    const earlier = detail.authorization ? fromBase64url(detail.authorization.cose) : undefined;
    let cose: Uint8Array;
    if (earlier) {
      valueOrThrow(checkForSecondSignature(earlier, verified, roster, now));
      cose = valueOrThrow(await addSignature(earlier, signer));
    } else {
      const terms = { id: newId(now), now, validityHours: detail.matterDetail.validityHours };
      cose = await signStatement(buildAuthorization(verified, roster, terms), [signer]);
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
  return (
    <Sheet open={props.open} title={text('approve.title')} onClose={props.onClose} testId="approve-sheet">
      <dl className="m-facts">
        <Fact name={text('fact.matter')}>{verified.request.matter.name}</Fact>
        <Fact name={text('fact.applicant')}>{verified.request.applicant.name}</Fact>
        <Fact name={text('fact.impressions')}>
          {text('approve.count', { n: detail.granted, seals: sealNames.join(text('join.comma')) })}
        </Fact>
        <Fact name={text('fact.validTo')}>{formatDateTime(Date.now() + validMs)}</Fact>
      </dl>
      <SignPanel keys={signing.keys} verb={text('approve.verb')} sign={sign} />
    </Sheet>
  );
}
