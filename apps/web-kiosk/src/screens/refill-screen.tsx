import { BigButton, PinPad, ProblemNotice } from '@hufu/ui';
import { type ReactNode, useState } from 'react';
import { useMachine } from '../link/machine-context.tsx';
import { useT } from '../texts.ts';
import { useSpoken } from '../voice/speak.ts';
import { InkTag } from './ink-tag.tsx';

/** Who filled the ink pad, and his PIN: one question after the other. */
export function RefillScreen(props: { onBack: () => void; onRecorded: () => void }): ReactNode {
  const text = useT();
  const { state, send, isBusy, problem } = useMachine();
  const [chosen, setChosen] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  const refillers = state.refillers ?? [];
  const person = refillers.find((p) => p.id === chosen);
  useSpoken(text('ink.say'), 'refill');
  const tell = async (id: string, pin: string) => {
    if (await send({ do: 'refillInk', person: id, pin: pin.slice(0, 8) })) props.onRecorded();
    else setTries((n) => n + 1);
  };
  return (
    <main className="k-step" data-testid="screen-refill" data-picture="no">
      <div className="k-step-side">
        <div className="k-step-words">
          <h1 className="k-say">{person ? text('ink.title') : text('ink.say')}</h1>
          <p className="k-tags">
            <InkTag state={state} />
          </p>
          {problem ? <ProblemNotice problem={problem} /> : null}
          {refillers.length === 0 ? <p>{text('ink.nobody')}</p> : null}
          {person ? null : (
            <fieldset className="k-choices">
              <legend>{text('ink.who')}</legend>
              {refillers.map((p) => (
                <BigButton key={p.id} block testId="refiller" onPress={() => setChosen(p.id)}>
                  {p.name}
                </BigButton>
              ))}
            </fieldset>
          )}
        </div>
        {person ? (
          <div className="k-step-action">
            <PinPad
              key={`${person.id} ${tries}`}
              title={text('ink.pin', { name: person.name })}
              busy={isBusy}
              onDone={(pin) => void tell(person.id, pin)}
            />
          </div>
        ) : null}
        <div className="k-row">
          {person && refillers.length > 1 ? (
            <BigButton kind="quiet" onPress={() => setChosen(null)}>
              {text('ink.other')}
            </BigButton>
          ) : null}
          <BigButton kind="quiet" testId="refill-back" onPress={props.onBack}>
            {text('action.back')}
          </BigButton>
        </div>
      </div>
    </main>
  );
}
