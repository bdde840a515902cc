import { fromHex, type Statement, toBase64url } from '@hufu/contract';
import { type Signer, signStatement } from '@hufu/statement';
import { ListStates, Notice, Tag } from '@hufu/ui';
import { type ReactNode, useState } from 'react';
import { Sheet } from '../layout/sheet.tsx';
import { toast } from '../layout/toast.ts';
import { newId } from '../new-id.ts';
import { client } from '../session/api.ts';
import { type KnownKey, useSession } from '../session/session.tsx';
import { SignPanel } from '../sign/sign-panel.tsx';
import { useSigningKeys } from '../sign/signing-keys.ts';
import { useT } from '../texts.ts';
import { bringToWitnesses, rememberWitnesses, type WitnessAnswer } from './bring-to-witnesses.ts';

/** A lost phone: its key is revoked with any other key of the person, the lost one included while it is at hand. */
export function RevokeKeySheet(props: {
  target: KnownKey;
  onClose: () => void;
  onDone: () => void;
}): ReactNode {
  const text = useT();
  const { account } = useSession();
  const [answers, setAnswers] = useState<readonly WitnessAnswer[] | null>(null);
  const signing = useSigningKeys(account.unit.id);
  const sign = async (signer: Signer) => {
    const now = Date.now();
    const statement: Statement = {
      type: 'revocation',
      v: 1,
      id: newId(now),
      village: account.unit.id,
      at: now,
      what: { kind: 'key', thumbprint: fromHex(props.target.thumbprint) },
      reason: text('revoke.reason'),
    };
    const cose = await signStatement(statement, [signer]);
    // Witnesses first and whatever the server says: it may be the one that withholds.
    const brought = await bringToWitnesses(cose, await rememberWitnesses());
    const refused = await client.custody.revoke({ statement: toBase64url(cose) }).then(
      () => null,
      (error: unknown) => error,
    );
    if (brought.every((w) => w.hasIt) && (refused === null || brought.length > 0)) {
      toast(text('revoke.done'));
      return props.onDone();
    }
    if (refused !== null && brought.length === 0) throw refused;
    setAnswers(brought);
  };
  if (answers)
    return (
      <Sheet open title={text('revoke.title')} onClose={props.onDone} testId="revoke-witnesses">
        <div className="m-sheet-body">
          <Notice tone="warn">{text('revoke.bring')}</Notice>
          {answers.map((w) => (
            <div key={w.url} className="m-key">
              <span>{w.name}</span>
              {w.hasIt ? (
                <Tag tone="good">{text('revoke.taken')}</Tag>
              ) : (
                <a className="h-button" href={w.link} target="_blank" rel="noreferrer">
                  {text('revoke.open')}
                </a>
              )}
            </div>
          ))}
        </div>
      </Sheet>
    );
  return (
    <Sheet open title={text('revoke.title')} onClose={props.onClose} testId="revoke-sheet">
      <div className="m-sheet-body">
        <Notice tone="bad">{text('revoke.explain')}</Notice>
        <ListStates
          loaded={signing.loaded}
          onRetry={signing.reload}
          isEmpty={(s) => s.keys.length === 0}
          empty={text('revoke.noKey')}
        >
          {(s) => <SignPanel keys={s.keys} verb={text('revoke.verb')} sign={sign} />}
        </ListStates>
      </div>
    </Sheet>
  );
}
