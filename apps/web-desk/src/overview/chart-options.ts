import type { BarSeriesOption } from 'echarts/charts';
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components';
import type { ComposeOption } from 'echarts/core';

/** What our charts may ask of echarts. */
export type ChartOption = ComposeOption<BarSeriesOption | GridComponentOption | TooltipComponentOption>;

/** The colours of a chart, from the tokens. */
export interface ChartLook {
  readonly colours: readonly string[];
  readonly text: string;
  readonly line: string;
  readonly fontSize: number;
}

/** One series of bars. */
export interface Bars {
  readonly name: string;
  readonly values: readonly number[];
}

/** Upright bars over names; several series stand beside each other. */
export function columns(names: readonly string[], series: readonly Bars[], look: ChartLook): ChartOption {
  return {
    ...base(look),
    grid: { left: 8, right: 8, top: 24, bottom: 4, containLabel: true },
    xAxis: { type: 'category', data: [...names], axisLabel: label(look), axisTick: { show: false } },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: label(look),
      splitLine: { lineStyle: { color: look.line } },
    },
    series: series.map((s, i) => ({
      type: 'bar',
      name: s.name,
      data: [...s.values],
      barMaxWidth: 28,
      itemStyle: { color: look.colours[i % look.colours.length] ?? look.text },
    })),
  };
}

/** Lying bars, largest on top, with the number at the end of each. */
export function ranking(
  rows: readonly { name: string; n: number }[],
  seriesName: string,
  look: ChartLook,
): ChartOption {
  const sorted = [...rows].sort((a, b) => a.n - b.n);
  return {
    ...base(look),
    // A fixed margin: a chart measures text with another font than the one that is drawn.
    grid: { left: 150, right: 48, top: 4, bottom: 4 },
    xAxis: { type: 'value', minInterval: 1, axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: {
      type: 'category',
      data: sorted.map((r) => r.name),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { ...label(look), formatter: shortName },
    },
    series: [
      {
        type: 'bar',
        name: seriesName,
        data: sorted.map((r) => r.n),
        barMaxWidth: 22,
        itemStyle: { color: look.colours[0] ?? look.text },
        label: { show: true, position: 'right', color: look.text, fontSize: look.fontSize },
      },
    ],
  };
}

/** Room for names beside lying bars: a Chinese character takes two, a letter one. */
const nameRoom = 20;

/** A name cut where it would run out of the chart; the whole of it stands in the tooltip. */
function shortName(name: string): string {
  let room = nameRoom;
  const kept = [...name].findIndex((c) => {
    room -= c > '\u2e80' ? 2 : 1;
    return room < 0;
  });
  return kept < 0 ? name : `${[...name].slice(0, kept - 1).join('')}…`;
}

function base(look: ChartLook): ChartOption {
  return {
    animation: false,
    aria: { enabled: true },
    // The family may change once a Chinese font was brought along.
    textStyle: { fontFamily: 'var(--h-family)' },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, textStyle: { fontSize: look.fontSize } },
  } as ChartOption;
}

function label(look: ChartLook) {
  return { color: look.text, fontSize: look.fontSize };
}

/** How strong each hour's cell is, 0..1, and whether it lies outside of office hours (8 to 18). */
export function hourCells(
  byHour: readonly number[],
): { hour: number; n: number; part: number; isOff: boolean }[] {
  const most = Math.max(1, ...byHour);
  return byHour.map((n, hour) => ({ hour, n, part: n / most, isOff: hour < 8 || hour >= 18 }));
}
