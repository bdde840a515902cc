import { BarChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { type ECharts, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { type ReactNode, useEffect, useRef } from 'react';
import type { ChartOption } from './chart-options.ts';

// Only what is drawn is loaded.
use([BarChart, GridComponent, TooltipComponent, AriaComponent, SVGRenderer]);

/** One chart. Its numbers stand in a table for whoever cannot see it. */
export function Chart(props: {
  option: ChartOption;
  label: string;
  rows: readonly (readonly [string, number])[];
}): ReactNode {
  const room = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  useEffect(() => {
    const element = room.current;
    if (!element) return;
    const drawn = init(element, null, { renderer: 'svg' });
    chart.current = drawn;
    const observer = new ResizeObserver(() => drawn.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => chart.current?.setOption(props.option, true), [props.option]);
  return (
    <>
      <div className="d-chart" ref={room} role="img" aria-label={props.label} />
      <table className="h-hidden">
        <tbody>
          {props.rows.map(([name, n]) => (
            <tr key={name}>
              <th>{name}</th>
              <td>{n}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
