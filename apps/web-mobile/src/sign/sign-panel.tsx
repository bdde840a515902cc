import { HufuError } from '@hufu/contract';
import type { Signer } from '@hufu/statement';
import { BigButton, type HeldKey, KeyGrade, Notice, PinPad, ProblemNotice } from '@hufu/ui';
import { type ReactNode, useState } from 'react';
import { demoPin } from '../demo/hand-over.ts';
import { hrefOf } from '../route/route.ts';
import { useSession } from '../session/session.tsx';
import { useT } from '../texts.ts';
import { keyStore } from './key-store.ts';

/**
 * Signs with the person's own key: PIN or passkey, and then whatever `sign` does with it.
 * A wrong PIN stays here; any other refusal is shown in its three sentences.
 */
export function SignPanel(props: {
  keys: readonly HeldKey[];
  verb: string;
  sign: (signer: Signer) => Promise<void>;
}): ReactNode {
  const text = useT();
  const { account } = useSession();
  const [chosen, setChosen] = useState(props.keys[0]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const pin = account.demo ? demoPin(account.login) : undefined;
  if (!chosen)
    return (
      <div className="m-sheet-body">
        <ProblemNotice problem={new HufuError('KEY_MISSING')} />
        <a className="h-button" data-block="yes" href={hrefOf({ screen: 'keys' })}>
          {text('sign.toKeys')}
        </a>
      </div>
    );
  const run = async (entered: string) => {
    setBusy(true);
    setProblem(null);
    try {
      await props.sign(await keyStore.open(chosen.thumbprint, entered));
    } catch (error) {
      setProblem(error);
      // The pad starts afresh, so that a wrong PIN is typed again and not corrected.
      setAttempt((n) => n + 1);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="m-sheet-body">
      {props.keys.length > 1 ? (
        <div className="m-chips">
          {props.keys.map((k) => (
            <button
              key={k.thumbprint}
              type="button"
              className="m-chip"
              aria-pressed={k.thumbprint === chosen.thumbprint}
              onClick={() => setChosen(k)}
            >
              {text(`key.${k.kind}`)}
            </button>
          ))}
        </div>
      ) : (
        <p className="m-key-line">
          {text('sign.with')} <KeyGrade kind={chosen.kind} />
        </p>
      )}
      {problem ? <ProblemNotice problem={problem} /> : null}
      {chosen.needsPin ? (
        <>
          {pin ? <Notice tone="info">{text('sign.demoPin', { pin })}</Notice> : null}
          <div className="m-sign-pad">
            <PinPad
              key={attempt}
              busy={busy}
              start={pin ?? ''}
              doneLabel={props.verb}
              onDone={(p) => void run(p)}
            />
          </div>
        </>
      ) : (
        <BigButton kind="verb" block busy={busy} testId="sign-passkey" onPress={() => void run('')}>
          {text('sign.passkey', { verb: props.verb })}
        </BigButton>
      )}
    </div>
  );
}
