import { TextArea } from 'antd-mobile';
import type { ReactNode } from 'react';
import { useT } from '../texts.ts';

/** Asks for a reason in one's own words; common reasons are one tap. */
export function ReasonForm(props: {
  reasons: readonly string[];
  value: string;
  onChange: (reason: string) => void;
  /** The button that goes on, and whether it may be pressed. */
  verb: string;
  isReady: boolean;
  testId: string;
  onNext: () => void;
}): ReactNode {
  const text = useT();
  return (
    <>
      <div className="m-chips">
        {props.reasons.map((reason) => (
          <button
            key={reason}
            type="button"
            className="m-chip"
            aria-pressed={props.value === reason}
            onClick={() => props.onChange(reason)}
          >
            {reason}
          </button>
        ))}
      </div>
      <div className="m-field">
        <TextArea
          value={props.value}
          onChange={props.onChange}
          rows={3}
          maxLength={300}
          placeholder={text('reason.placeholder')}
          aria-label={text('reason.placeholder')}
        />
      </div>
      <button
        type="button"
        className="h-button"
        data-kind="verb"
        data-block="yes"
        data-testid={props.testId}
        disabled={!props.isReady}
        onClick={props.onNext}
      >
        {props.verb}
      </button>
    </>
  );
}
