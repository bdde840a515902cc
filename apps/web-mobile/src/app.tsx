import { DemoRibbon, languageNow, Notice, ProblemNotice, problemOf, useLanguage, Waiting } from '@hufu/ui';
import { Dialog } from 'antd-mobile';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { readHandOver } from './demo/hand-over.ts';
import { HandOverPage } from './demo/hand-over-page.tsx';
import { HomePage } from './home/home-page.tsx';
import { bridge } from './host.ts';
import { LiveProvider, useLive } from './live/live-context.tsx';
import { go, useRoute } from './route/route.ts';
import { LoginPage } from './session/login-page.tsx';
import { useSession, useSessionPort } from './session/session.tsx';
import { onLateRefusal, outbox } from './sign/outbox.ts';
import { useT } from './texts.ts';

const FilingPage = lazy(() => import('./filing/filing-page.tsx').then((m) => ({ default: m.FilingPage })));
const RequestPage = lazy(() =>
  import('./request/request-page.tsx').then((m) => ({ default: m.RequestPage })),
);
const AllPage = lazy(() => import('./home/all-page.tsx').then((m) => ({ default: m.AllPage })));
const SettingsPage = lazy(() =>
  import('./home/settings-page.tsx').then((m) => ({ default: m.SettingsPage })),
);
const MachinesPage = lazy(() =>
  import('./machines/machines-page.tsx').then((m) => ({ default: m.MachinesPage })),
);
const KeysPage = lazy(() => import('./keys/keys-page.tsx').then((m) => ({ default: m.KeysPage })));

/** How often what waits on this device is tried again. */
const retryMs = 15_000;

/** The phone app: demo hand-over, login, or the screens. */
export function App(): ReactNode {
  const { current, refresh } = useSessionPort();
  const [handOver, setHandOver] = useState(() => readHandOver(location.hash));
  const text = useT();
  if (handOver) return <HandOverPage handOver={handOver} onDone={() => setHandOver(undefined)} />;
  switch (current.state) {
    case 'loading':
      return <Waiting>{text('state.loading')}</Waiting>;
    case 'unreachable':
      return (
        <main className="m-login">
          <ProblemNotice problem={current.error} onRetry={() => void refresh()} />
        </main>
      );
    case 'out':
      return <LoginPage isExpired={false} />;
    case 'in':
      return (
        <>
          <DemoRibbon demo={current.session.account.demo} />
          <LiveProvider account={`${current.session.account.id} ${current.since} ${current.isExpired}`}>
            <Screens />
          </LiveProvider>
          {current.isExpired ? (
            <div className="m-over">
              <LoginPage isExpired login={current.session.account.login} />
            </div>
          ) : null}
        </>
      );
    default:
      return current satisfies never;
  }
}

function Screens(): ReactNode {
  const text = useT();
  const route = useRoute();
  const { account } = useSession();
  const notice = useNotices();
  useRetries(account.login);
  return (
    <Suspense fallback={<Waiting>{text('state.loading')}</Waiting>}>
      {notice}
      {route.screen === 'home' ? <HomePage /> : null}
      {route.screen === 'all' ? <AllPage /> : null}
      {route.screen === 'filing' ? <FilingPage key={route.replaces} replaces={route.replaces} /> : null}
      {route.screen === 'request' ? <RequestPage key={route.id} id={route.id} /> : null}
      {route.screen === 'settings' ? <SettingsPage /> : null}
      {route.screen === 'keys' ? <KeysPage /> : null}
      {route.screen === 'machines' ? <MachinesPage /> : null}
    </Suspense>
  );
}

/** How long a notice stays on the screen. */
const noticeMs = 8000;

/** Notices of the server: in the page, and through the host app where it lets us. */
function useNotices(): ReactNode {
  const language = useLanguage();
  const [shown, setShown] = useState<{ id: string; title: string; request: string | null } | null>(null);
  useLive((signal) => {
    if (signal.kind !== 'notice') return;
    // Whoever looks at that request already needs no word of it over the screen.
    if (signal.request !== null && location.hash.endsWith(signal.request)) return;
    const title = signal.title[language];
    setShown({ id: signal.id, title, request: signal.request });
    if (document.visibilityState === 'hidden') bridge.notify(title, '');
  });
  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(() => setShown(null), noticeMs);
    return () => clearTimeout(timer);
  }, [shown]);
  if (!shown) return null;
  const open = () => {
    setShown(null);
    if (shown.request) go({ screen: 'request', id: shown.request });
  };
  return (
    <button type="button" className="m-notice" onClick={open} data-testid="live-notice">
      <Notice tone="info">
        <p>{shown.title}</p>
      </Notice>
    </button>
  );
}

/** Sends again what waits on this device: at the start, when the network is back, and now and then. */
function useRetries(login: string): void {
  const text = useT();
  const latest = useRef(text);
  latest.current = text;
  useEffect(() => {
    const flush = () => void outbox.flush(login);
    // A device store that does not open only means that nothing waits here.
    outbox.load().then(flush, () => undefined);
    const timer = setInterval(flush, retryMs);
    window.addEventListener('online', flush);
    const off = onLateRefusal((_, error) => {
      const { what, why, todo } = problemOf(error, languageNow());
      void Dialog.alert({
        title: what,
        content: `${why}\n${todo}`,
        confirmText: latest.current('action.confirm'),
      });
    });
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', flush);
      off();
    };
  }, [login]);
}
