import { type MachineView, toBase64url, valueOrThrow } from '@hufu/contract';
import { type Signer, signStatement } from '@hufu/statement';
import { ListStates, Notice } from '@hufu/ui';
import { type ReactNode, useState } from 'react';
import { ReasonForm } from '../layout/reason-form.tsx';
import { Fact } from '../layout/screen.tsx';
import { Sheet } from '../layout/sheet.tsx';
import { newId } from '../new-id.ts';
import { client } from '../session/api.ts';
import { useSession } from '../session/session.tsx';
import { mayPass } from '../sign/outbox.ts';
import { SignPanel } from '../sign/sign-panel.tsx';
import { type SigningKeys, useSigningKeys } from '../sign/signing-keys.ts';
import { useT } from '../texts.ts';
import { buildLockDown } from './build-lock-down.ts';

const reasons = [
  'lock.reason.misuse',
  'lock.reason.broken',
  'lock.reason.key',
  'lock.reason.people',
] as const;

/** Locks a machine: first why, then what it does in plain words, and the signature that does it. */
export function LockSheet(props: {
  machine: MachineView;
  onClose: () => void;
  onDone: () => void;
}): ReactNode {
  const text = useT();
  const signing = useSigningKeys(props.machine.village.id);
  const [reason, setReason] = useState('');
  const [isSure, setSure] = useState(false);
  return (
    <Sheet open title={text('lock.title')} onClose={props.onClose} testId="lock-sheet">
      <div className="m-sheet-body">
        {isSure ? (
          <ListStates loaded={signing.loaded} onRetry={signing.reload}>
            {(s) => <Confirm {...props} signing={s} reason={reason.trim()} />}
          </ListStates>
        ) : (
          <>
            <p className="m-soft">{text('lock.ask')}</p>
            <ReasonForm
              reasons={reasons.map((key) => text(key))}
              value={reason}
              onChange={setReason}
              verb={text('filing.next')}
              isReady={reason.trim() !== ''}
              testId="lock-next"
              onNext={() => setSure(true)}
            />
          </>
        )}
      </div>
    </Sheet>
  );
}

function Confirm(props: {
  machine: MachineView;
  signing: SigningKeys;
  reason: string;
  onDone: () => void;
}): ReactNode {
  const text = useT();
  const { account } = useSession();
  const { machine, signing, reason } = props;
  const [isLost, setLost] = useState(false);
  const sign = async (signer: Signer) => {
    setLost(false);
    const now = Date.now();
    const { roster } = signing.trusted;
    const order = valueOrThrow(buildLockDown(roster, machine.thumbprint, { id: newId(now), now, reason }));
    const statement = toBase64url(await signStatement(order, [signer]));
    try {
      await client.custody.orderService({ statement });
    } catch (error) {
      // A lock that comes late is no lock: it is not kept for later, and nobody may believe that it is on.
      setLost(mayPass(error));
      throw error;
    }
    props.onDone();
  };
  return (
    <>
      <dl className="m-facts">
        <Fact name={text('lock.machine')}>{machine.name}</Fact>
        <Fact name={text('lock.by')}>{account.name}</Fact>
        <Fact name={text('lock.why')}>{reason}</Fact>
      </dl>
      <Notice tone="bad">
        <p>{text('lock.effect')}</p>
        <p>{text(machine.state === 'offline' ? 'lock.effectOffline' : 'lock.effectNext')}</p>
      </Notice>
      {isLost ? (
        <div data-testid="lock-lost">
          <Notice tone="bad">{text('lock.notSent')}</Notice>
        </div>
      ) : null}
      <SignPanel keys={signing.keys} verb={text('lock.verb')} sign={sign} />
    </>
  );
}
