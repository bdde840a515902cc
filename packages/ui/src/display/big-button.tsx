import type { ReactNode } from 'react';

/** What a button does: the verb of the screen, pressing a seal, something worded as danger, or something beside. */
export type ButtonKind = 'verb' | 'seal' | 'plain' | 'danger' | 'quiet';

/** A button whose hit area follows elder mode. */
export function BigButton(props: {
  kind?: ButtonKind;
  block?: boolean;
  disabled?: boolean;
  busy?: boolean;
  label?: string;
  testId?: string;
  type?: 'button' | 'submit';
  onPress?: () => void;
  children: ReactNode;
}): ReactNode {
  return (
    <button
      type={props.type ?? 'button'}
      className="h-button"
      data-kind={props.kind ?? 'plain'}
      data-block={props.block ? 'yes' : 'no'}
      data-testid={props.testId}
      disabled={props.disabled === true || props.busy === true}
      aria-busy={props.busy === true}
      aria-label={props.label}
      onClick={props.onPress}
    >
      {props.busy ? <span className="h-spinner" aria-hidden="true" /> : null}
      {props.children}
    </button>
  );
}
