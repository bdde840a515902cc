import type { AccountView, Role } from '@hufu/contract';
import { codeOf } from '@hufu/ui';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import { client, onSessionLost } from './api.ts';

/** Who sits at the desk, and what the permission table lets him ask for. */
export interface Session {
  readonly account: AccountView;
  /** Names of operations, as the table that the server itself uses has them. */
  readonly may: ReadonlySet<string>;
}

/** Whether somebody is signed in. */
export type SessionState =
  | { readonly state: 'loading' }
  | { readonly state: 'out'; readonly wasIn: boolean }
  | { readonly state: 'unreachable'; readonly error: unknown }
  | { readonly state: 'in'; readonly session: Session };

interface SessionPort {
  readonly current: SessionState;
  readonly refresh: () => Promise<void>;
  readonly logOut: () => Promise<void>;
}

const SessionContext = createContext<SessionPort | null>(null);

/** Operations that the roles may ask for. */
export function permitted(
  roles: readonly Role[],
  rows: readonly { readonly action: string; readonly roles: readonly Role[] }[],
): ReadonlySet<string> {
  return new Set(rows.filter((r) => r.roles.some((role) => roles.includes(role))).map((r) => r.action));
}

/** Knows who is signed in and what he may see. */
export function SessionProvider(props: { children: ReactNode }): ReactNode {
  const [current, setCurrent] = useState<SessionState>({ state: 'loading' });
  const refresh = useCallback(async () => {
    try {
      const { account } = await client.session.me();
      const { rows } = await client.supervision.getPermissions();
      setCurrent({ state: 'in', session: { account, may: permitted(account.roles, rows) } });
    } catch (error) {
      setCurrent((old) => {
        if (codeOf(error) === 'SESSION_MISSING') return { state: 'out', wasIn: old.state === 'in' };
        return old.state === 'in' ? old : { state: 'unreachable', error };
      });
    }
  }, []);
  const logOut = useCallback(async () => {
    await client.session.logOut();
    setCurrent({ state: 'out', wasIn: false });
  }, []);
  useEffect(() => void refresh(), [refresh]);
  useEffect(
    () => onSessionLost(() => setCurrent((old) => ({ state: 'out', wasIn: old.state === 'in' }))),
    [],
  );
  return (
    <SessionContext.Provider value={{ current, refresh, logOut }}>{props.children}</SessionContext.Provider>
  );
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
