import { formatCount, formatSpan, ListStates, useLanguage, useLoad } from '@hufu/ui';
import { Segmented, Table } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { AlarmList } from '../alarms/alarm-list.tsx';
import { PageHead, Panel } from '../layout/page-head.tsx';
import { VillageSelect } from '../layout/unit-select.tsx';
import { go } from '../route/route.ts';
import { client } from '../session/api.ts';
import { useSession } from '../session/session.tsx';
import { useT } from '../texts.ts';
import { token } from '../theme.ts';
import { Chart } from './chart.tsx';
import { type ChartLook, columns, ranking } from './chart-options.ts';
import { HourStrip } from './hour-strip.tsx';
import { periodOf, periods } from './period.ts';

type Statistics = Awaited<ReturnType<typeof client.supervision.getStatistics>>;

/** What happened: numbers, charts, villages, open alarms. */
export function OverviewPage(props: { query: Readonly<Record<string, string>> }): ReactNode {
  const text = useT();
  const { may } = useSession();
  const { village, period = 'half' } = props.query;
  const { loaded, reload } = useLoad(
    (signal) => {
      const { from } = periodOf(period, Date.now());
      return client.supervision.getStatistics(
        { ...(village ? { village } : {}), ...(from === undefined ? {} : { from }) },
        { signal },
      );
    },
    [village, period],
    { everyMs: 60_000 },
  );
  const change = (next: Readonly<Record<string, string>>) =>
    go({ screen: 'overview', query: { ...props.query, ...next } }, true);
  return (
    <>
      <PageHead
        title={text('menu.overview')}
        extra={
          <>
            <VillageSelect value={village} onChange={(v) => change({ village: v ?? '' })} />
            <Segmented
              value={period}
              options={periods.map((p) => ({ value: p, label: text(`period.${p}`) }))}
              onChange={(p) => change({ period: p })}
            />
          </>
        }
      />
      <ListStates loaded={loaded} onRetry={reload}>
        {(data) => <Numbers data={data} />}
      </ListStates>
      {may.has('supervision.listAlarms') ? (
        <Panel
          title={text('overview.openAlarms')}
          extra={<a href="#/alarms?open=yes">{text('overview.allAlarms')}</a>}
        >
          <AlarmList open="yes" village={village} limit={5} isShort />
        </Panel>
      ) : null}
      <ListStates loaded={loaded} onRetry={reload}>
        {(data) => <Charts data={data} />}
      </ListStates>
    </>
  );
}

function Numbers(props: { data: Statistics }): ReactNode {
  const text = useT();
  const { data } = props;
  const span = (ms: number | null) => (ms === null ? text('overview.noData') : formatSpan(ms));
  const tiles: [string, string, string?][] = [
    [text('overview.requests'), formatCount(data.requests)],
    [text('overview.impressions'), formatCount(data.impressions)],
    [text('overview.rejected'), formatCount(data.rejected)],
    [text('overview.refusedPapers'), formatCount(data.refusedPapers)],
    [text('overview.alarms'), formatCount(data.openAlarms), data.openAlarms > 0 ? 'bad' : 'plain'],
    [text('overview.approvalTime'), span(data.approvalMs)],
    [text('overview.requestToStamp'), span(data.requestToStampMs)],
  ];
  return (
    <div className="d-tiles">
      {tiles.map(([name, value, tone]) => (
        <div key={name} className="d-tile" data-tone={tone ?? 'plain'}>
          <span>{name}</span>
          <strong>{value}</strong>
        </div>
      ))}
    </div>
  );
}

function Charts(props: { data: Statistics }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { data } = props;
  const look: ChartLook = useMemo(
    () => ({
      colours: [token('action'), token('seal'), token('good')],
      text: token('text-soft'),
      line: token('line-colour'),
      fontSize: Number.parseFloat(token('font-small')),
    }),
    [],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: names follow the language
  const options = useMemo(
    () => ({
      month: columns(
        data.byMonth.map((m) => m.month),
        [
          { name: text('overview.requests'), values: data.byMonth.map((m) => m.requests) },
          { name: text('overview.impressions'), values: data.byMonth.map((m) => m.impressions) },
        ],
        look,
      ),
      matter: ranking(
        data.byMatter.slice(0, 10).map((m) => ({ name: m.name, n: m.requests })),
        text('overview.requests'),
        look,
      ),
      seal: ranking(
        data.bySeal.map((s) => ({ name: sealName(s.kind, text), n: s.impressions })),
        text('overview.impressions'),
        look,
      ),
    }),
    [data, language, look],
  );
  if (data.requests === 0) return <p className="h-state">{text('overview.nothing')}</p>;
  return (
    <>
      <div className="d-grid">
        <Panel title={text('overview.byMonth')}>
          <p className="d-legend">
            <span data-colour="action">{text('overview.requests')}</span>
            <span data-colour="seal">{text('overview.impressions')}</span>
          </p>
          <Chart
            option={options.month}
            label={text('overview.byMonth')}
            rows={data.byMonth.map((m) => [m.month, m.impressions] as const)}
          />
        </Panel>
        <Panel title={text('overview.byMatter')}>
          <Chart
            option={options.matter}
            label={text('overview.byMatter')}
            rows={data.byMatter.map((m) => [m.name, m.requests] as const)}
          />
        </Panel>
        <Panel title={text('overview.bySeal')}>
          <Chart
            option={options.seal}
            label={text('overview.bySeal')}
            rows={data.bySeal.map((s) => [sealName(s.kind, text), s.impressions] as const)}
          />
        </Panel>
        <Panel title={text('overview.byHour')}>
          <HourStrip byHour={data.byHour} />
        </Panel>
      </div>
      <Panel title={text('overview.villages')}>
        <Villages rows={data.byVillage} />
      </Panel>
    </>
  );
}

function sealName(kind: string, text: ReturnType<typeof useT>): string {
  switch (kind) {
    case 'partyBranchSeal':
    case 'villageCommitteeSeal':
    case 'cooperativeSeal':
    case 'otherSeal':
      return text(`seal.${kind}`);
    default:
      return kind;
  }
}

function Villages(props: { rows: Statistics['byVillage'] }): ReactNode {
  const text = useT();
  return (
    <Table
      size="small"
      rowKey={(r) => r.village.id}
      pagination={false}
      scroll={{ x: 'max-content' }}
      dataSource={props.rows}
      columns={[
        {
          title: text('overview.village'),
          render: (_, r) => <a href={`#/register?village=${r.village.id}`}>{r.village.name}</a>,
        },
        {
          title: text('overview.requests'),
          dataIndex: 'requests',
          align: 'right',
          sorter: (a, b) => a.requests - b.requests,
        },
        {
          title: text('overview.impressions'),
          dataIndex: 'impressions',
          align: 'right',
          sorter: (a, b) => a.impressions - b.impressions,
        },
        {
          title: text('overview.afterHours'),
          dataIndex: 'afterHours',
          align: 'right',
          sorter: (a, b) => a.afterHours - b.afterHours,
        },
        {
          title: text('overview.approvalTime'),
          align: 'right',
          sorter: (a, b) => (a.approvalMs ?? 0) - (b.approvalMs ?? 0),
          render: (_, r) => (r.approvalMs === null ? '—' : formatSpan(r.approvalMs)),
        },
        {
          title: text('overview.alarmsOf'),
          dataIndex: 'alarms',
          align: 'right',
          sorter: (a, b) => a.alarms - b.alarms,
          defaultSortOrder: 'descend',
          render: (n: number, r) => (n > 0 ? <a href={`#/alarms?village=${r.village.id}`}>{n}</a> : n),
        },
      ]}
    />
  );
}
