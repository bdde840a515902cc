import { type RequestSummary, zPhase } from '@hufu/contract';
import {
  formatDate,
  formatDateTime,
  ListStates,
  PhaseTag,
  ProblemNotice,
  Tag,
  useLanguage,
  useLoad,
} from '@hufu/ui';
import { Button, DatePicker, Grid, Input, Select, Table, type TableColumnsType } from 'antd';
import dayjs from 'dayjs';
import { type ReactNode, useState } from 'react';
import { PageHead, Panel } from '../layout/page-head.tsx';
import { Pager } from '../layout/pager.tsx';
import { saveFile } from '../layout/save-file.ts';
import { VillageSelect } from '../layout/unit-select.tsx';
import { useAct } from '../layout/use-act.ts';
import { go } from '../route/route.ts';
import { bytesOf, client } from '../session/api.ts';
import { useSession } from '../session/session.tsx';
import { useT } from '../texts.ts';
import { filterOf } from './register-filter.ts';

const pageSize = 25;
const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The seal-use register (AC-4/5), with filters, page by page, and as Excel. */
export function RegisterPage(props: { query: Readonly<Record<string, string>> }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { may } = useSession();
  const { isBusy, problem, act } = useAct();
  const { cursor = '', back = '', ...query } = props.query;
  const filter = filterOf(query);
  const key = JSON.stringify(filter);
  const { loaded, reload } = useLoad(
    (signal) =>
      client.supervision.listRegister(
        { ...filter, limit: pageSize, ...(cursor ? { cursor } : {}) },
        { signal },
      ),
    [key, cursor],
    { everyMs: 30_000 },
  );
  const change = (next: Readonly<Record<string, string>>) =>
    // Another filter begins at its first page.
    go({ screen: 'register', query: { ...query, ...next } }, true);
  const exportSheet = () =>
    act(async () => {
      const bytes = bytesOf(await client.supervision.exportRegister(filter));
      saveFile(bytes, text('register.file', { day: formatDate(Date.now(), language) }), sheetType);
    });
  return (
    <>
      <PageHead
        title={text('menu.register')}
        extra={
          may.has('supervision.exportRegister') ? (
            <Button loading={isBusy} onClick={exportSheet} data-testid="export-register">
              {text('register.export')}
            </Button>
          ) : null
        }
      />
      {problem ? <ProblemNotice problem={problem} /> : null}
      <Filters query={query} onChange={change} />
      <Panel>
        <ListStates
          loaded={loaded}
          onRetry={reload}
          isEmpty={(d) => d.items.length === 0}
          empty={
            <>
              <strong>{text('register.empty')}</strong>
              <span>{text('register.emptyTodo')}</span>
              <Button onClick={() => go({ screen: 'register', query: {} }, true)}>
                {text('filter.clear')}
              </Button>
            </>
          }
        >
          {(data) => (
            <>
              <RegisterTable items={data.items} />
              <Pager
                total={data.total}
                shown={data.items.length}
                next={data.next}
                cursor={cursor}
                back={back}
                onTurn={(turn) => go({ screen: 'register', query: { ...query, ...turn } })}
              />
            </>
          )}
        </ListStates>
      </Panel>
    </>
  );
}

function Filters(props: {
  query: Readonly<Record<string, string>>;
  onChange: (next: Readonly<Record<string, string>>) => void;
}): ReactNode {
  const text = useT();
  const { query, onChange } = props;
  const [words, setWords] = useState(query.text ?? '');
  const { loaded } = useLoad((signal) => client.supervision.listMatters(undefined, { signal }), []);
  const matters =
    loaded.state === 'data'
      ? [...new Map(loaded.data.items.map((m) => [m.id, m.name]))].map(([value, label]) => ({ value, label }))
      : [];
  return (
    <search className="d-filters">
      <Input.Search
        className="d-search"
        allowClear
        placeholder={text('filter.text')}
        aria-label={text('filter.text')}
        enterButton={text('filter.search')}
        value={words}
        onChange={(e) => setWords(e.target.value)}
        onSearch={(value) => onChange({ text: value.trim() })}
        data-testid="filter-text"
      />
      <VillageSelect value={query.village} onChange={(v) => onChange({ village: v ?? '' })} />
      <Select
        className="d-select"
        allowClear
        placeholder={text('filter.allPhases')}
        aria-label={text('filter.phase')}
        value={query.phase ?? null}
        options={zPhase.options.map((p) => ({ value: p as string, label: text(`phase.${p}`) }))}
        onChange={(phase: string | null | undefined) => onChange({ phase: phase ?? '' })}
        data-testid="filter-phase"
      />
      <Select
        className="d-select"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={text('filter.allMatters')}
        aria-label={text('filter.matter')}
        value={query.matter ?? null}
        options={matters}
        onChange={(matter: string | null | undefined) => onChange({ matter: matter ?? '' })}
        data-testid="filter-matter"
      />
      <DatePicker.RangePicker
        className="d-range"
        aria-label={text('register.time')}
        value={[query.from ? dayjs(query.from) : null, query.to ? dayjs(query.to) : null]}
        allowEmpty={[true, true]}
        onChange={(range) =>
          onChange({
            from: range?.[0]?.format('YYYY-MM-DD') ?? '',
            to: range?.[1]?.format('YYYY-MM-DD') ?? '',
          })
        }
      />
    </search>
  );
}

function RegisterTable(props: { items: readonly RequestSummary[] }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { md: isWide } = Grid.useBreakpoint();
  const matter = (r: RequestSummary) => (
    <span className="d-cut">
      <b>{r.matter.name}</b> {r.matter.major ? <Tag tone="warn">{text('register.major')}</Tag> : null}
      <br />
      {r.purpose}
    </span>
  );
  const state = (r: RequestSummary) => (
    <span className="d-tags">
      <PhaseTag phase={r.phase} />
      {r.emergency ? <Tag tone="warn">{text('register.emergency')}</Tag> : null}
      {r.alarms > 0 ? <Tag tone="bad">{text('register.alarmCount', { n: r.alarms })}</Tag> : null}
    </span>
  );
  const wideColumns: TableColumnsType<RequestSummary> = [
    { title: text('register.unit'), render: (_, r) => r.village.name },
    {
      title: text('register.matterAndPurpose'),
      render: (_, r) => matter(r),
    },
    {
      title: text('register.sealsAndCount'),
      render: (_, r) => (
        <>
          {r.seals.map((s) => s.name).join(text('list.and'))}
          <br />
          <small className="d-soft">
            {text('story.count', { executed: r.executed, granted: r.granted })}
            {r.seams ? <div>{text('story.seams', r.seams)}</div> : null}
          </small>
        </>
      ),
    },
    {
      title: text('register.people'),
      render: (_, r) => (
        <>
          {text('register.asked', { name: r.applicantName, handler: r.filer.name })}
          <br />
          <small className="d-soft">
            {text('register.decided', { names: r.approvers.join(text('list.and')) || '—' })}
          </small>
        </>
      ),
    },
    {
      title: text('register.phase'),
      render: (_, r) => state(r),
    },
  ];
  return (
    <Table
      size="small"
      rowKey="id"
      pagination={false}
      {...(isWide === false ? {} : { scroll: { x: 'max-content' } })}
      dataSource={props.items}
      onRow={(r) => ({ onClick: () => go({ screen: 'story', id: r.id }), className: 'd-clickable' })}
      columns={[
        {
          title: text('register.number'),
          render: (_, r) => (
            <>
              <a href={`#/request/${r.id}`} data-testid="register-row" onClick={(e) => e.stopPropagation()}>
                {r.number}
              </a>
              <br />
              <small className="d-soft">{formatDateTime(r.filedAt, language)}</small>
            </>
          ),
        },
        ...(isWide === false
          ? [
              {
                title: text('register.matterAndPurpose'),
                render: (_: unknown, r: RequestSummary) => (
                  <>
                    {matter(r)}
                    {state(r)}
                  </>
                ),
              },
            ]
          : wideColumns),
      ]}
    />
  );
}
