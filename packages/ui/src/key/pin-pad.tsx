import { type ReactNode, useEffect, useState } from 'react';
import { BigButton } from '../display/big-button.tsx';
import { useTexts } from '../text/catalogue.ts';

/** A PIN is six digits at least where a key is made, and never longer than this. */
const longest = 12;

/** Large digits for a PIN; a keyboard works as well. */
export function PinPad(props: {
  title?: string;
  least?: number;
  busy?: boolean;
  doneLabel?: string;
  start?: string;
  onDone: (pin: string) => void;
}): ReactNode {
  const text = useTexts();
  const [pin, setPin] = useState(props.start ?? '');
  const least = props.least ?? 4;
  const { busy, onDone } = props;
  const isLongEnough = pin.length >= least;
  useEffect(() => {
    if (busy) return;
    const onKey = (e: KeyboardEvent) => {
      if (/^\d$/.test(e.key)) setPin((p) => (p + e.key).slice(0, longest));
      if (e.key === 'Backspace') setPin((p) => p.slice(0, -1));
      if (e.key === 'Enter' && isLongEnough) {
        // The button that has the focus would be pressed as well.
        e.preventDefault();
        onDone(pin);
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [busy, isLongEnough, pin, onDone]);
  const press = (digit: string) => setPin((p) => (p + digit).slice(0, longest));
  return (
    <div className="h-pin" data-testid="pin-pad">
      <strong>{props.title ?? text('pin.title')}</strong>
      <div className="h-pin-dots">
        {Array.from({ length: Math.max(least, pin.length) }, (_, i) => (
          <span key={i} data-on={i < pin.length ? 'yes' : 'no'} />
        ))}
      </div>
      <span className="h-hidden" role="status">
        {text('pin.entered', { n: pin.length })}
      </span>
      <div className="h-pin-keys">
        {[...'123456789'].map((d) => (
          <BigButton key={d} testId={`pin-${d}`} onPress={() => press(d)}>
            {d}
          </BigButton>
        ))}
        <BigButton testId="pin-delete" onPress={() => setPin((p) => p.slice(0, -1))}>
          {text('pin.delete')}
        </BigButton>
        <BigButton testId="pin-0" onPress={() => press('0')}>
          {'0'}
        </BigButton>
        <BigButton
          kind="verb"
          testId="pin-done"
          busy={busy === true}
          disabled={!isLongEnough}
          onPress={() => onDone(pin)}
        >
          {props.doneLabel ?? text('pin.done')}
        </BigButton>
      </div>
    </div>
  );
}
