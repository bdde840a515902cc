import type { AccountView } from '@hufu/contract';
import { codeOf } from '@hufu/ui';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import { rememberedHandOver } from '../demo/hand-over.ts';
import { client, holdCallsUntil, onSessionLost } from './api.ts';

/** A key that the server knows of this account. */
export interface KnownKey {
  readonly thumbprint: string;
  readonly kind: 'passkey' | 'browser' | 'file' | 'token';
  readonly since: number;
  readonly until: number | null;
  readonly enrolled: boolean;
}

/** Who is signed in. */
export interface Session {
  readonly account: AccountView;
  readonly keys: readonly KnownKey[];
}

/** `expired`: somebody was signed in and what he filled in is still on the screen behind. */
export type SessionState =
  | { readonly state: 'loading' }
  | { readonly state: 'out' }
  | { readonly state: 'unreachable'; readonly error: unknown }
  | { readonly state: 'in'; readonly session: Session; readonly isExpired: boolean; readonly since: number };

interface SessionPort {
  readonly current: SessionState;
  /** Fetches again who is signed in: after login, after a new key. */
  refresh: () => Promise<void>;
  logOut: () => Promise<void>;
}

const SessionContext = createContext<SessionPort | null>(null);

/** Knows who is signed in. A lost session keeps the screen and asks for the password over it. */
export function SessionProvider(props: { children: ReactNode }): ReactNode {
  const [current, setCurrent] = useState<SessionState>({ state: 'loading' });
  const refresh = useCallback(async () => {
    try {
      const me = await client.session.me();
      setCurrent((old) => ({
        state: 'in',
        session: { account: me.account, keys: me.keys },
        isExpired: false,
        since: old.state === 'in' ? old.since + 1 : 0,
      }));
    } catch (error) {
      setCurrent((old) => {
        if (codeOf(error) === 'SESSION_MISSING')
          return old.state === 'in' ? { ...old, isExpired: true } : { state: 'out' };
        return old.state === 'in' ? old : { state: 'unreachable', error };
      });
    }
  }, []);
  const logOut = useCallback(async () => {
    await client.session.logOut();
    setCurrent({ state: 'out' });
  }, []);
  useEffect(() => void refresh(), [refresh]);
  useOwnAccount(current, refresh);
  useEffect(
    () => onSessionLost(() => setCurrent((old) => (old.state === 'in' ? { ...old, isExpired: true } : old))),
    [],
  );
  return (
    <SessionContext.Provider value={{ current, refresh, logOut }}>{props.children}</SessionContext.Provider>
  );
}

/**
 * Tabs of one browser share the cookie: signing in as somebody else in one of them changes who all of them are.
 * A tab that comes to the front looks whose session it is. A demo tab goes back to its own person, so that one
 * visitor can play custodian and secretary side by side; any other tab becomes the account that is signed in.
 */
function useOwnAccount(current: SessionState, refresh: () => Promise<void>): void {
  const own = current.state === 'in' && !current.isExpired ? current.session.account : undefined;
  useEffect(() => {
    if (!own) return;
    const check = async () => {
      const me = await client.session.me();
      if (me.account.id === own.id) return;
      const demo = own.demo ? rememberedHandOver(own.login) : undefined;
      if (demo) await client.session.logIn({ login: demo.login, password: demo.password });
      await refresh();
    };
    const onFront = () => {
      if (document.visibilityState === 'visible') holdCallsUntil(check());
    };
    window.addEventListener('focus', onFront);
    document.addEventListener('visibilitychange', onFront);
    return () => {
      window.removeEventListener('focus', onFront);
      document.removeEventListener('visibilitychange', onFront);
    };
  }, [own, refresh]);
}

/** The session and its verbs. */
export function useSessionPort(): SessionPort {
  const port = useContext(SessionContext);
  if (!port) throw new Error('SessionProvider is missing');
  return port;
}

/** Who is signed in, on screens that are only drawn then. */
export function useSession(): Session {
  const { current } = useSessionPort();
  if (current.state !== 'in') throw new Error('no session on this screen');
  return current.session;
}
