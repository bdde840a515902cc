import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useT } from '../texts.ts';

/**
 * Turns the pages of a list whose cursors are opaque. `back` in the address remembers the cursors already passed
 * (parted by commas, the first page being `-`), so that a page can be sent to a colleague.
 */
export function Pager(props: {
  total: number | null;
  shown: number;
  next: string | null;
  cursor: string;
  back: string;
  onTurn: (turn: { cursor: string; back: string }) => void;
}): ReactNode {
  const text = useT();
  const passed = props.back === '' ? [] : props.back.split(',');
  const last = passed.at(-1);
  return (
    <nav className="d-pager">
      <span className="d-soft" data-testid="total">
        {props.total === null ? '' : text('pager.total', { n: props.total })}
      </span>
      <span className="d-row">
        <Button
          disabled={last === undefined}
          onClick={() =>
            props.onTurn({ cursor: last === '-' || !last ? '' : last, back: passed.slice(0, -1).join(',') })
          }
        >
          {text('pager.previous')}
        </Button>
        <span>{text('pager.page', { n: passed.length + 1 })}</span>
        <Button
          disabled={props.next === null}
          data-testid="next-page"
          onClick={() =>
            props.onTurn({ cursor: props.next ?? '', back: [...passed, props.cursor || '-'].join(',') })
          }
        >
          {text('pager.next')}
        </Button>
      </span>
    </nav>
  );
}
