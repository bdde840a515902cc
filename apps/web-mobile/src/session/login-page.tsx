import { BigButton, canUsePasskeys, DemoRibbon, Notice, ProblemNotice, useLoad } from '@hufu/ui';
import { type ReactNode, useEffect, useState } from 'react';
import { useT } from '../texts.ts';
import { client } from './api.ts';
import { logInByPasskey } from './passkey-login.ts';
import { useSessionPort } from './session.tsx';

/** Account and password, or a passkey. Over an expired session it says that nothing is lost. */
export function LoginPage(props: { isExpired: boolean; login?: string }): ReactNode {
  const text = useT();
  const { refresh } = useSessionPort();
  const [login, setLogin] = useState(props.login ?? '');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState<'password' | 'passkey' | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  // Before anybody signed in only the server knows whether it is a demo.
  const { loaded: policy } = useLoad((signal) => client.evidence.getPolicy(undefined, { signal }), []);
  const [hasPasskeys, setHasPasskeys] = useState(false);
  useEffect(() => {
    canUsePasskeys().then(setHasPasskeys, () => setHasPasskeys(false));
  }, []);
  const attempt = async (kind: 'password' | 'passkey', act: () => Promise<unknown>) => {
    setBusy(kind);
    setProblem(null);
    try {
      await act();
      await refresh();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(null);
    }
  };
  return (
    <>
      <DemoRibbon demo={policy.state === 'data' && policy.data.demo} />
      <main className="m-login">
        <div className="m-login-head">
          <img src="/m/icon.svg" alt="" />
          <h1>{text('app.name')}</h1>
          <p>{text('app.motto')}</p>
        </div>
        {props.isExpired ? <Notice tone="info">{text('login.expired')}</Notice> : null}
        <form
          className="m-form"
          onSubmit={(e) => {
            e.preventDefault();
            void attempt('password', () => client.session.logIn({ login: login.trim(), password }));
          }}
        >
          <label className="m-field">
            <span>{text('login.account')}</span>
            <input
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              value={login}
              onChange={(e) => setLogin(e.target.value)}
            />
          </label>
          <label className="m-field">
            <span>{text('login.password')}</span>
            <input
              name="password"
              type="password"
              autoComplete="current-password"
              value={password}
              onChange={(e) => setPassword(e.target.value)}
            />
          </label>
          {problem ? <ProblemNotice problem={problem} /> : null}
          <BigButton
            kind="verb"
            type="submit"
            block
            testId="log-in"
            busy={busy === 'password'}
            disabled={login.trim() === '' || password === '' || busy !== null}
          >
            {text('login.submit')}
          </BigButton>
          {hasPasskeys ? (
            <BigButton
              block
              testId="log-in-passkey"
              busy={busy === 'passkey'}
              disabled={busy !== null}
              onPress={() => void attempt('passkey', () => logInByPasskey(login.trim()))}
            >
              {text('login.passkey')}
            </BigButton>
          ) : null}
          <p className="m-soft">{text('login.help')}</p>
        </form>
      </main>
    </>
  );
}
