import { useSyncExternalStore } from 'react';

/** The screens of the phone. The path lives in the fragment: it works in every host app and never reaches the server. */
export type Route =
  | { readonly screen: 'home' }
  | { readonly screen: 'all' }
  | { readonly screen: 'filing'; readonly replaces: string | null }
  | { readonly screen: 'request'; readonly id: string }
  | { readonly screen: 'settings' }
  | { readonly screen: 'keys' }
  | { readonly screen: 'machines' };

/** Reads a fragment; whatever is not one of ours is home. */
export function parseRoute(hash: string): Route {
  const [first = '', second = ''] = hash.replace(/^#\/?/, '').split('/');
  switch (first) {
    case 'all':
    case 'settings':
    case 'keys':
    case 'machines':
      return { screen: first };
    case 'new':
      return { screen: 'filing', replaces: second === '' ? null : second };
    case 'request':
      return second === '' ? { screen: 'home' } : { screen: 'request', id: second };
    default:
      return { screen: 'home' };
  }
}

/** The fragment of a screen. */
export function hrefOf(route: Route): string {
  switch (route.screen) {
    case 'home':
      return '#/';
    case 'filing':
      return route.replaces ? `#/new/${route.replaces}` : '#/new';
    case 'request':
      return `#/request/${route.id}`;
    default:
      return `#/${route.screen}`;
  }
}

/** Goes to a screen; `replace` leaves no way back to this one. */
export function go(route: Route, replace = false): void {
  if (replace) {
    history.replaceState(null, '', hrefOf(route));
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  } else location.hash = hrefOf(route);
  window.scrollTo(0, 0);
}

/** Goes back, or home when the page was opened here. */
export function goBack(): void {
  if (history.length > 1) history.back();
  else go({ screen: 'home' }, true);
}

/** The present screen, following the fragment. */
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
