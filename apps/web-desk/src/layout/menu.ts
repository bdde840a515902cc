import type { Route, Screen } from '../route/route.ts';

/** The operation that a screen asks for first: who may not ask for it does not see the screen. */
export const asks: Readonly<Record<Screen, string>> = {
  overview: 'supervision.getStatistics',
  register: 'supervision.listRegister',
  lookup: 'evidence.findPaper',
  alarms: 'supervision.listAlarms',
  machines: 'supervision.listMachines',
  claims: 'maintenance.listClaims',
  seals: 'supervision.listSeals',
  people: 'supervision.listPeople',
  units: 'supervision.listUnits',
  matters: 'supervision.listMatters',
  permissions: 'supervision.getPermissions',
};

/** The screens that somebody may see, in the order of the menu. */
export function screensFor(may: ReadonlySet<string>): Screen[] {
  return (Object.keys(asks) as Screen[]).filter((screen) => may.has(asks[screen]));
}

/** Where somebody lands: the screen of the address, or the first of his own when he may not see the overview. */
export function landingOf(route: Route, may: ReadonlySet<string>): Route {
  if (route.screen !== 'overview' || may.has(asks.overview)) return route;
  const [first] = screensFor(may);
  return first ? { screen: first, query: {} } : route;
}
