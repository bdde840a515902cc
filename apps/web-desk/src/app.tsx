import { ProblemNotice, useLanguage, Waiting } from '@hufu/ui';
import { ConfigProvider } from 'antd';
import enUS from 'antd/es/locale/en_US.js';
import zhCN from 'antd/es/locale/zh_CN.js';
import dayjs from 'dayjs';
import { lazy, type ReactNode, Suspense, useEffect, useMemo } from 'react';
import 'dayjs/locale/zh-cn.js';
import { landingOf } from './layout/menu.ts';
import { Shell } from './layout/shell.tsx';
import { type Route, useRoute } from './route/route.ts';
import { LoginPage } from './session/login-page.tsx';
import { useSessionPort } from './session/session.tsx';
import { useT } from './texts.ts';
import { themeOfTokens } from './theme.ts';

const OverviewPage = lazy(() =>
  import('./overview/overview-page.tsx').then((m) => ({ default: m.OverviewPage })),
);
const RegisterPage = lazy(() =>
  import('./register/register-page.tsx').then((m) => ({ default: m.RegisterPage })),
);
const LookupPage = lazy(() => import('./lookup/lookup-page.tsx').then((m) => ({ default: m.LookupPage })));
const StoryPage = lazy(() => import('./story/story-page.tsx').then((m) => ({ default: m.StoryPage })));
const AlarmsPage = lazy(() => import('./alarms/alarms-page.tsx').then((m) => ({ default: m.AlarmsPage })));
const MachinesPage = lazy(() =>
  import('./machines/machines-page.tsx').then((m) => ({ default: m.MachinesPage })),
);
const ClaimsPage = lazy(() => import('./claims/claims-page.tsx').then((m) => ({ default: m.ClaimsPage })));
const SealsPage = lazy(() => import('./seals/seals-page.tsx').then((m) => ({ default: m.SealsPage })));
const PeoplePage = lazy(() => import('./people/people-page.tsx').then((m) => ({ default: m.PeoplePage })));
const UnitsPage = lazy(() => import('./people/units-page.tsx').then((m) => ({ default: m.UnitsPage })));
const MattersPage = lazy(() =>
  import('./matters/matters-page.tsx').then((m) => ({ default: m.MattersPage })),
);
const PermissionsPage = lazy(() =>
  import('./matters/permissions-page.tsx').then((m) => ({ default: m.PermissionsPage })),
);

/** The desk: login, or the screens that the permission table allows. */
export function App(): ReactNode {
  const language = useLanguage();
  const theme = useMemo(themeOfTokens, []);
  useEffect(() => {
    dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
  }, [language]);
  return (
    <ConfigProvider
      locale={language === 'zh' ? zhCN : enUS}
      theme={theme}
      button={{ autoInsertSpace: false }}
    >
      <Inside />
    </ConfigProvider>
  );
}

function Inside(): ReactNode {
  const text = useT();
  const { current, refresh } = useSessionPort();
  const route = useRoute();
  switch (current.state) {
    case 'loading':
      return <Waiting>{text('state.loading')}</Waiting>;
    case 'unreachable':
      return (
        <main className="d-login">
          <ProblemNotice problem={current.error} onRetry={() => void refresh()} />
        </main>
      );
    case 'out':
      return <LoginPage wasIn={current.wasIn} />;
    case 'in':
      return (
        <Shell route={landingOf(route, current.session.may)}>
          <Suspense fallback={<Waiting>{text('state.loading')}</Waiting>}>
            <ScreenOf route={landingOf(route, current.session.may)} />
          </Suspense>
        </Shell>
      );
    default:
      return current satisfies never;
  }
}

function ScreenOf(props: { route: Route }): ReactNode {
  const { route } = props;
  switch (route.screen) {
    case 'overview':
      return <OverviewPage query={route.query} />;
    case 'register':
      return <RegisterPage query={route.query} />;
    case 'story':
      return <StoryPage key={route.id} id={route.id} />;
    case 'lookup':
      return <LookupPage />;
    case 'alarms':
      return <AlarmsPage query={route.query} />;
    case 'machines':
      return <MachinesPage />;
    case 'claims':
      return <ClaimsPage />;
    case 'seals':
      return <SealsPage />;
    case 'people':
      return <PeoplePage />;
    case 'units':
      return <UnitsPage />;
    case 'matters':
      return <MattersPage />;
    case 'permissions':
      return <PermissionsPage />;
    default:
      return route satisfies never;
  }
}
