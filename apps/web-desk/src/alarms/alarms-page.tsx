import { Segmented } from 'antd';
import type { ReactNode } from 'react';
import { PageHead, Panel } from '../layout/page-head.tsx';
import { VillageSelect } from '../layout/unit-select.tsx';
import { go } from '../route/route.ts';
import { useT } from '../texts.ts';
import { AlarmList } from './alarm-list.tsx';

const states = ['yes', 'no', 'all'] as const;

/** All alarms one may see. */
export function AlarmsPage(props: { query: Readonly<Record<string, string>> }): ReactNode {
  const text = useT();
  const { cursor = '', back = '', ...query } = props.query;
  const open = states.find((s) => s === query.open) ?? 'yes';
  return (
    <>
      <PageHead
        title={text('menu.alarms')}
        extra={
          <>
            <VillageSelect
              value={query.village}
              onChange={(v) => go({ screen: 'alarms', query: { ...query, village: v ?? '' } }, true)}
            />
            <Segmented
              value={open}
              options={states.map((s) => ({ value: s, label: text(`alarms.filter.${s}`) }))}
              onChange={(s) => go({ screen: 'alarms', query: { ...query, open: s } }, true)}
            />
          </>
        }
      >
        <p className="d-soft">{text('alarms.explain')}</p>
      </PageHead>
      <Panel>
        <AlarmList
          open={open}
          village={query.village || undefined}
          limit={30}
          cursor={cursor}
          back={back}
          onTurn={(turn) => go({ screen: 'alarms', query: { ...query, ...turn } })}
        />
      </Panel>
    </>
  );
}
