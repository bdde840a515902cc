import { Popup } from 'antd-mobile';
import type { ReactNode } from 'react';
import { useT } from '../texts.ts';

/** A sheet from below, for one thing to decide. */
export function Sheet(props: {
  open: boolean;
  title: string;
  onClose: () => void;
  /** What the way out is called; cancelling unless told. */
  closeLabel?: string;
  testId?: string;
  children: ReactNode;
}): ReactNode {
  const text = useT();
  return (
    <Popup
      visible={props.open}
      onMaskClick={props.onClose}
      onClose={props.onClose}
      bodyClassName="m-sheet"
      destroyOnClose
    >
      <div role="dialog" aria-label={props.title} data-testid={props.testId}>
        <div className="m-sheet-head">
          <h2>{props.title}</h2>
          <button
            type="button"
            className="h-button"
            data-kind="quiet"
            onClick={props.onClose}
            data-testid="close-sheet"
          >
            {props.closeLabel ?? text('action.cancel')}
          </button>
        </div>
        {props.children}
      </div>
    </Popup>
  );
}
