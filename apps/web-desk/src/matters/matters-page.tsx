import { formatDate, ListStates, Notice, Tag, useLanguage, useLoad } from '@hufu/ui';
import { Table, Tabs } from 'antd';
import type { ReactNode } from 'react';
import { PageHead, Panel } from '../layout/page-head.tsx';
import { client } from '../session/api.ts';
import { useT } from '../texts.ts';

type Matters = Awaited<ReturnType<typeof client.supervision.listMatters>>;

/** The catalogue of matters with their legal basis, and the negative list. */
export function MattersPage(): ReactNode {
  const text = useT();
  const { loaded, reload } = useLoad((signal) => client.supervision.listMatters(undefined, { signal }), []);
  return (
    <>
      <PageHead title={text('menu.matters')} />
      <Panel>
        <ListStates loaded={loaded} onRetry={reload}>
          {(data) => (
            <Tabs
              items={[
                { key: 'matters', label: text('matters.catalogue'), children: <Catalogue data={data} /> },
                {
                  key: 'negative',
                  label: text('matters.negative', { n: data.negative.length }),
                  children: <Negative data={data} />,
                },
              ]}
            />
          )}
        </ListStates>
      </Panel>
    </>
  );
}

function Catalogue(props: { data: Matters }): ReactNode {
  const text = useT();
  const language = useLanguage();
  return (
    <Table
      size="small"
      rowKey={(m) => `${m.id} ${m.version}`}
      pagination={false}
      scroll={{ x: 'max-content' }}
      dataSource={props.data.items}
      columns={[
        {
          title: text('register.matter'),
          render: (_, m) => (
            <>
              {language === 'zh' ? m.name : m.nameEn}{' '}
              {m.major ? <Tag tone="warn">{text('register.major')}</Tag> : null}
            </>
          ),
        },
        { title: text('matters.version'), dataIndex: 'version', align: 'right' },
        { title: text('story.basis'), render: (_, m) => <span className="d-cut">{m.legalBasis}</span> },
        {
          title: text('matters.material'),
          render: (_, m) => <span className="d-cut">{m.requiredMaterial.join(text('list.and')) || '—'}</span>,
        },
        {
          title: text('register.seals'),
          render: (_, m) => m.seals.map((s) => text(`seal.${s}`)).join(text('list.and')),
        },
        { title: text('matters.approvers'), dataIndex: 'approvers', align: 'right' },
        { title: text('matters.review'), render: (_, m) => text(m.review ? 'answer.yes' : 'answer.no') },
        { title: text('matters.validity'), render: (_, m) => text('matters.hours', { n: m.validityHours }) },
        {
          title: text('matters.since'),
          render: (_, m) =>
            m.validTo === null
              ? text('matters.from', { from: formatDate(m.validFrom, language) })
              : text('matters.fromTo', {
                  from: formatDate(m.validFrom, language),
                  to: formatDate(m.validTo, language),
                }),
        },
      ]}
    />
  );
}

function Negative(props: { data: Matters }): ReactNode {
  const text = useT();
  return (
    <>
      <Notice tone="info">
        <p>{text('matters.negativeWhy')}</p>
        <p>{props.data.basis}</p>
      </Notice>
      <Table
        size="small"
        rowKey="no"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={props.data.negative}
        columns={[
          { title: text('matters.no'), dataIndex: 'no', align: 'right' },
          { title: text('register.matter'), dataIndex: 'name' },
          {
            title: text('matters.also'),
            render: (_, n) => <span className="d-cut">{n.also.join(text('list.and'))}</span>,
          },
          {
            title: text('matters.goInstead'),
            render: (_, n) => <span className="d-cut">{n.goInstead}</span>,
          },
        ]}
      />
    </>
  );
}
