import type { ClaimView } from '@hufu/contract';
import { formatDateTime, Notice, ProblemNotice, Tag, type Tone, useLanguage } from '@hufu/ui';
import { Button, Descriptions, Form, Input, Popconfirm, Typography } from 'antd';
import type { ReactNode } from 'react';
import { Panel } from '../layout/page-head.tsx';
import { useAct } from '../layout/use-act.ts';
import { client } from '../session/api.ts';
import { useT } from '../texts.ts';

const tones: Record<ClaimView['state'], Tone> = { waiting: 'warn', admitted: 'good', closed: 'quiet' };

/** The tries of an unspoilt claim: fewer left means that somebody typed in a wrong code. */
const allTries = 5;

/** One machine that asks for its place, or what became of it. */
export function ClaimCard(props: { claim: ClaimView; mayAdmit: boolean; onDone: () => void }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { claim, mayAdmit } = props;
  return (
    <Panel
      testId="claim"
      title={
        <>
          {claim.serial} <Tag tone={tones[claim.state]}>{text(`claims.${claim.state}`)}</Tag>
        </>
      }
    >
      <Descriptions
        column={1}
        size="small"
        items={[
          { key: 'serial', label: text('claims.serial'), children: <b>{claim.serial}</b> },
          { key: 'at', label: text('claims.since'), children: formatDateTime(claim.at, language) },
          {
            key: 'machine',
            label: text('claims.thumbprint'),
            children: <code>{(claim.machine.slice(0, 16).match(/.{4}/g) ?? []).join(' ')}</code>,
          },
        ]}
      />
      {claim.state === 'waiting' && mayAdmit ? <AdmitForm claim={claim} onDone={props.onDone} /> : null}
      {claim.state === 'waiting' && !mayAdmit ? <Notice tone="info">{text('claims.readOnly')}</Notice> : null}
      {claim.state === 'closed' ? <p className="d-soft">{text('claims.closedWhy')}</p> : null}
      {claim.state === 'admitted' ? <ForRoster claim={claim} /> : null}
    </Panel>
  );
}

function AdmitForm(props: { claim: ClaimView; onDone: () => void }): ReactNode {
  const text = useT();
  const { claim, onDone } = props;
  const { isBusy, problem, act } = useAct();
  const [form] = Form.useForm<{ code: string }>();
  const admit = ({ code }: { code: string }) =>
    act(async () => {
      try {
        await client.maintenance.provisionMachine({ claim: claim.id, code: code.replaceAll(/\s/g, '') });
      } finally {
        // A wrong code used up a try, which the card has to say.
        form.resetFields();
        onDone();
      }
    });
  const refuse = () =>
    act(async () => {
      await client.maintenance.refuseClaim({ claim: claim.id });
      onDone();
    });
  return (
    <Form form={form} layout="vertical" onFinish={admit} className="d-stack">
      <p>{text('claims.how')}</p>
      <Form.Item
        name="code"
        label={text('claims.code')}
        rules={[{ required: true, pattern: /^(\s*\d){6}\s*$/, message: text('claims.needCode') }]}
      >
        <Input inputMode="numeric" autoComplete="off" maxLength={9} size="large" data-testid="claim-code" />
      </Form.Item>
      {claim.triesLeft < allTries ? (
        <Notice tone="warn">{text('claims.triesLeft', { n: claim.triesLeft })}</Notice>
      ) : null}
      {problem ? <ProblemNotice problem={problem} /> : null}
      <div className="d-row">
        <Button type="primary" htmlType="submit" loading={isBusy} data-testid="claim-admit">
          {text('claims.admit')}
        </Button>
        <Popconfirm
          title={text('claims.refuseTitle')}
          description={text('claims.refuseExplain')}
          okText={text('claims.refuseYes')}
          cancelText={text('claims.refuseNo')}
          okButtonProps={{ danger: true, 'data-testid': 'claim-refuse-yes' }}
          onConfirm={refuse}
        >
          <Button danger type="text" disabled={isBusy} data-testid="claim-refuse">
            {text('claims.refuse')}
          </Button>
        </Popconfirm>
      </div>
    </Form>
  );
}

/** What the root holders sign into the roster. */
function ForRoster(props: { claim: ClaimView }): ReactNode {
  const text = useT();
  const keys = [
    ['claims.pressKey', props.claim.pressKey],
    ['claims.agentKey', props.claim.agentKey],
  ] as const;
  return (
    <Notice tone="good">
      <p>{text('claims.next')}</p>
      {keys.map(([label, key]) => (
        <p key={label}>
          {text(label)}
          {text('list.colon')}
          <Typography.Text code copyable={{ text: key }} className="d-key">
            {key}
          </Typography.Text>
        </p>
      ))}
    </Notice>
  );
}
