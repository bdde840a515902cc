import type { AlarmView } from '@hufu/contract';
import { formatDateTime, Notice, ProblemNotice, Tag, useLanguage } from '@hufu/ui';
import { Button, Descriptions, Drawer, Form, Input, Radio } from 'antd';
import type { ReactNode } from 'react';
import { useAct } from '../layout/use-act.ts';
import { client } from '../session/api.ts';
import { useSession } from '../session/session.tsx';
import { useT } from '../texts.ts';

const results = ['real', 'handled', 'false'] as const;

/** One alarm: what it says, what it is about, and its disposal with a note. */
export function AlarmDrawer(props: {
  alarm: AlarmView | null;
  onClose: () => void;
  onDisposed: (alarm: AlarmView) => void;
}): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { alarm } = props;
  return (
    <Drawer
      open={alarm !== null}
      size="large"
      title={alarm?.title[language]}
      onClose={props.onClose}
      destroyOnHidden
    >
      {alarm ? (
        <div className="d-stack" data-testid="alarm-detail">
          <p className="d-big">{alarm.detail[language]}</p>
          <Descriptions
            column={1}
            size="small"
            items={[
              { key: 'at', label: text('alarms.when'), children: formatDateTime(alarm.at, language) },
              { key: 'unit', label: text('register.unit'), children: alarm.village.name },
              {
                key: 'severity',
                label: text('alarms.severity'),
                children: text(`severity.${alarm.severity}`),
              },
              ...(alarm.request
                ? [
                    {
                      key: 'request',
                      label: text('alarms.about'),
                      children: <a href={`#/request/${alarm.request}`}>{text('alarms.openRequest')}</a>,
                    },
                  ]
                : []),
              ...(alarm.machine
                ? [
                    {
                      key: 'machine',
                      label: text('alarms.about'),
                      children: <a href="#/machines">{text('alarms.openMachine')}</a>,
                    },
                  ]
                : []),
            ]}
          />
          {alarm.disposal ? (
            <Notice tone="good">
              <p>
                <Tag tone="quiet">{text(`disposal.${alarm.disposal.result}`)}</Tag> {alarm.disposal.by}
                {' · '}
                {formatDateTime(alarm.disposal.at, language)}
              </p>
              <p>{alarm.disposal.note}</p>
            </Notice>
          ) : (
            <DisposeForm key={alarm.id} alarm={alarm} onDisposed={props.onDisposed} />
          )}
        </div>
      ) : null}
    </Drawer>
  );
}

function DisposeForm(props: { alarm: AlarmView; onDisposed: (alarm: AlarmView) => void }): ReactNode {
  const text = useT();
  const { may } = useSession();
  const { isBusy, problem, act } = useAct();
  if (!may.has('supervision.disposeAlarm')) return <Notice tone="info">{text('alarms.readOnly')}</Notice>;
  const dispose = ({ result, note }: { result: (typeof results)[number]; note: string }) =>
    act(async () => {
      const done = await client.supervision.disposeAlarm({
        alarm: props.alarm.id,
        result,
        note: note.trim(),
      });
      props.onDisposed(done);
    });
  return (
    <Form layout="vertical" onFinish={dispose} initialValues={{ note: '' }}>
      <h3>{text('alarms.dispose')}</h3>
      <Form.Item
        name="result"
        label={text('alarms.result')}
        rules={[{ required: true, message: text('alarms.needResult') }]}
      >
        <Radio.Group
          options={results.map((r) => ({ value: r, label: text(`disposal.${r}`) }))}
          data-testid="disposal-result"
        />
      </Form.Item>
      <Form.Item
        name="note"
        label={text('alarms.note')}
        rules={[{ required: true, whitespace: true, max: 1000, message: text('alarms.needNote') }]}
      >
        <Input.TextArea rows={4} placeholder={text('alarms.noteHint')} data-testid="disposal-note" />
      </Form.Item>
      {problem ? <ProblemNotice problem={problem} /> : null}
      <Button type="primary" htmlType="submit" loading={isBusy} data-testid="dispose">
        {text('alarms.submit')}
      </Button>
    </Form>
  );
}
