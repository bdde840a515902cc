import { useSyncExternalStore } from 'react';

/** The screens of the desk, by their first word in the fragment. */
export const screens = [
  'overview',
  'register',
  'lookup',
  'alarms',
  'machines',
  'claims',
  'seals',
  'people',
  'units',
  'matters',
  'permissions',
] as const;
export type Screen = (typeof screens)[number];

/** Where the desk is: a screen, one request's story, or one alarm; `query` filters a list. */
export type Route =
  | { readonly screen: Screen; readonly query: Readonly<Record<string, string>> }
  | { readonly screen: 'story'; readonly id: string };

/** Reads a fragment; whatever is not one of ours is the overview. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?');
  const [first = '', second = ''] = path.split('/');
  if (first === 'request' && second !== '') return { screen: 'story', id: second };
  const screen = screens.find((s) => s === first) ?? 'overview';
  return { screen, query: Object.fromEntries(new URLSearchParams(search)) };
}

/** The fragment of a route. */
export function hrefOf(route: Route): string {
  if (route.screen === 'story') return `#/request/${route.id}`;
  const search = new URLSearchParams(
    Object.entries(route.query).filter(([, value]) => value !== ''),
  ).toString();
  return `#/${route.screen}${search === '' ? '' : `?${search}`}`;
}

/** Goes to a screen; `replace` changes the present entry, as filters do. */
export function go(route: Route, replace = false): void {
  if (replace) {
    history.replaceState(null, '', hrefOf(route));
    window.dispatchEvent(new HashChangeEvent('hashchange'));
    return;
  }
  location.hash = hrefOf(route);
  window.scrollTo(0, 0);
}

/** The present route, following the fragment. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(
    (listener) => {
      window.addEventListener('hashchange', listener);
      return () => window.removeEventListener('hashchange', listener);
    },
    () => location.hash,
  );
  return parseRoute(hash);
}
