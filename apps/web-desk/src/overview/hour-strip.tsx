import type { ReactNode } from 'react';
import { useT } from '../texts.ts';
import { hourCells } from './chart-options.ts';

/** The deepest colour of a cell, percent: dark numbers stay readable on it (tokens.test.ts). */
const mostHeat = 60;

/** Impressions by hour of the day as a strip of heat; the number stands in each cell, so that colour is not all. */
export function HourStrip(props: { byHour: readonly number[] }): ReactNode {
  const text = useT();
  return (
    <>
      <ol className="d-hours">
        {hourCells(props.byHour).map((cell) => (
          <li
            key={cell.hour}
            data-off={cell.isOff ? 'yes' : 'no'}
            style={{ '--d-part': `${Math.round(cell.part * mostHeat)}%` } as React.CSSProperties}
            title={text('overview.hourCell', { hour: cell.hour, n: cell.n })}
          >
            <small>{cell.hour}</small>
            <b>{cell.n}</b>
          </li>
        ))}
      </ol>
      <p className="d-soft">{text('overview.hourNote')}</p>
    </>
  );
}
