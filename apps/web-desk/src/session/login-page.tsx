import { DemoRibbon, Notice, ProblemNotice, useLoad } from '@hufu/ui';
import { Button, Form, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { LanguageSwitch } from '../layout/language-switch.tsx';
import { useT } from '../texts.ts';
import { client } from './api.ts';
import { useSessionPort } from './session.tsx';

/** Account and password. */
export function LoginPage(props: { wasIn: boolean }): ReactNode {
  const text = useT();
  const { refresh } = useSessionPort();
  // Before anybody signed in only the server knows whether it is a demo.
  const { loaded: policy } = useLoad((signal) => client.evidence.getPolicy(undefined, { signal }), []);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const logIn = async ({ login, password }: { login: string; password: string }) => {
    setBusy(true);
    setProblem(null);
    try {
      await client.session.logIn({ login: login.trim(), password });
      await refresh();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <DemoRibbon demo={policy.state === 'data' && policy.data.demo} />
      <main className="d-login">
        <div className="d-login-box">
          <img src="/desk/icon.svg" alt="" />
          <h1>{text('app.name')}</h1>
          <p className="d-soft">{text('app.motto')}</p>
          {props.wasIn ? <Notice tone="info">{text('login.expired')}</Notice> : null}
          <Form layout="vertical" requiredMark={false} onFinish={(values) => void logIn(values)}>
            <Form.Item
              name="login"
              label={text('login.account')}
              rules={[{ required: true, message: text('login.needAccount') }]}
            >
              <Input autoComplete="username" autoCapitalize="none" size="large" data-testid="login" />
            </Form.Item>
            <Form.Item
              name="password"
              label={text('login.password')}
              rules={[{ required: true, message: text('login.needPassword') }]}
            >
              <Input.Password autoComplete="current-password" size="large" data-testid="password" />
            </Form.Item>
            {problem ? <ProblemNotice problem={problem} /> : null}
            <Button type="primary" htmlType="submit" size="large" block loading={isBusy} data-testid="log-in">
              {text('login.submit')}
            </Button>
          </Form>
          <p className="d-soft">{text('login.help')}</p>
          <LanguageSwitch />
        </div>
      </main>
    </>
  );
}
