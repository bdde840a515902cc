import { BigButton, setElderMode, setLanguage, useElderMode, useLanguage } from '@hufu/ui';
import { Switch } from 'antd-mobile';
import { type ReactNode, useState } from 'react';
import { bridge } from '../host.ts';
import { useAttempt } from '../keys/use-attempt.tsx';
import { Block, Fact, Screen } from '../layout/screen.tsx';
import { Tabs } from '../layout/tabs.tsx';
import { go } from '../route/route.ts';
import { useSession, useSessionPort } from '../session/session.tsx';
import { useT } from '../texts.ts';

/** Who I am, my keys, language and type size. */
export function SettingsPage(): ReactNode {
  const text = useT();
  const language = useLanguage();
  const isElder = useElderMode();
  const { account } = useSession();
  const { logOut } = useSessionPort();
  const [notifies, setNotifies] = useState(bridge.canNotify());
  const attempt = useAttempt();
  return (
    <>
      <Screen title={text('tab.settings')}>
        <Block title={text('settings.me')}>
          <dl className="m-facts">
            <Fact name={text('settings.name')}>{account.name}</Fact>
            <Fact name={text('settings.unit')}>{account.unit.name}</Fact>
            <Fact name={text('settings.roles')}>
              {account.roles.map((r) => text(`role.${r}`)).join(text('join.comma'))}
            </Fact>
            <Fact name={text('login.account')}>{account.login}</Fact>
          </dl>
          <BigButton block kind="verb" testId="my-keys" onPress={() => go({ screen: 'keys' })}>
            {text('keys.title')}
          </BigButton>
        </Block>
        {account.person === null ? null : (
          <Block title={text('machines.title')}>
            <BigButton block testId="my-machines" onPress={() => go({ screen: 'machines' })}>
              {text('machines.open')}
            </BigButton>
          </Block>
        )}
        <Block title={text('settings.display')}>
          <div className="m-setting">
            <span>{text('display.elder')}</span>
            <Switch checked={isElder} onChange={setElderMode} aria-label={text('display.elder')} />
          </div>
          <div className="m-setting">
            <span>{text('display.language')}</span>
            <div className="m-chips">
              <button
                type="button"
                className="m-chip"
                aria-pressed={language === 'zh'}
                data-testid="language-zh"
                onClick={() => void setLanguage('zh')}
              >
                {text('settings.zh')}
              </button>
              <button
                type="button"
                className="m-chip"
                aria-pressed={language === 'en'}
                data-testid="language-en"
                onClick={() => void setLanguage('en')}
              >
                {text('settings.en')}
              </button>
            </div>
          </div>
          <div className="m-setting">
            <span>{text('settings.notify')}</span>
            <Switch
              checked={notifies}
              aria-label={text('settings.notify')}
              onChange={() => void bridge.askToNotify().then(setNotifies)}
            />
          </div>
        </Block>
        {attempt.notice}
        <BigButton block testId="log-out" busy={attempt.busy} onPress={() => void attempt.run(logOut)}>
          {text('settings.logOut')}
        </BigButton>
      </Screen>
      <Tabs active="settings" />
    </>
  );
}
