import type { Statement } from '@hufu/contract';
import { toBase64url, valueOrThrow } from '@hufu/contract';
import { addSignature, type Signer, signStatement } from '@hufu/statement';
import { type ReactNode, useState } from 'react';
import { ReasonForm } from '../layout/reason-form.tsx';
import { Sheet } from '../layout/sheet.tsx';
import { newId } from '../new-id.ts';
import { useSession } from '../session/session.tsx';
import { type Delivery, outbox, type SignedOperation } from '../sign/outbox.ts';
import { SignPanel } from '../sign/sign-panel.tsx';
import type { SigningKeys } from '../sign/signing-keys.ts';

/** A decision that needs a reason: rejection, review, withdrawal, bad stamp. Common reasons are one tap. */
export function ReasonSheet(props: {
  open: boolean;
  title: string;
  explain?: string;
  reasons: readonly string[];
  verb: string;
  isOptional?: boolean;
  operation: SignedOperation;
  request: string;
  signing: SigningKeys;
  build: (reason: string, now: number) => Statement;
  /** The same statement signed by somebody before: this person's signature goes under the same bytes. */
  addTo?: Uint8Array | undefined;
  /** A second statement that goes with it: the revocation of a withdrawn authorization. */
  revocation?: (reason: string, now: number) => Statement;
  onClose: () => void;
  onDone: (delivery: Delivery) => void;
}): ReactNode {
  const { account } = useSession();
  const [reason, setReason] = useState('');
  const [isSigning, setSigning] = useState(false);
  const isReady = props.isOptional === true || props.addTo !== undefined || reason.trim() !== '';
  const sign = async (signer: Signer) => {
    const now = Date.now();
    const statement = toBase64url(
      props.addTo
        ? valueOrThrow(await addSignature(props.addTo, signer))
        : await signStatement(props.build(reason.trim(), now), [signer]),
    );
    const revocation = props.revocation
      ? toBase64url(await signStatement(props.revocation(reason.trim(), now), [signer]))
      : undefined;
    props.onDone(
      await outbox.submit({
        idempotencyKey: newId(now),
        operation: props.operation,
        request: props.request,
        login: account.login,
        at: now,
        body: { statement, ...(revocation ? { revocation } : {}) },
      }),
    );
  };
  const close = () => {
    setSigning(false);
    props.onClose();
  };
  return (
    <Sheet open={props.open} title={props.title} onClose={close} testId={`sheet-${props.operation}`}>
      {isSigning ? (
        <>
          <p className="m-quote">{reason}</p>
          <SignPanel keys={props.signing.keys} verb={props.verb} sign={sign} />
        </>
      ) : (
        <div className="m-sheet-body">
          {props.explain ? <p className="m-soft">{props.explain}</p> : null}
          <ReasonForm
            reasons={props.reasons}
            value={reason}
            onChange={setReason}
            verb={props.verb}
            isReady={isReady}
            testId="reason-next"
            onNext={() => setSigning(true)}
          />
        </div>
      )}
    </Sheet>
  );
}
