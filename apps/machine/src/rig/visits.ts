import type { KioskState, SimAction } from '@hufu/contract';
import { toHex } from '@hufu/contract';
import type { SignedStatement } from '@hufu/statement';
import type { visitor } from './bench.ts';

export type Visitor = ReturnType<typeof visitor>;
type Screen = KioskState['screen'];

/** The digest of a page of an authorization. */
export function pageHex(authorization: SignedStatement, page = 0): string {
  const { payload } = authorization;
  const ref = payload.type === 'authorization' ? payload.pages[page] : undefined;
  if (!ref) throw new Error('no such page');
  return toHex(ref.digest);
}

/** Lays a printout of a page on the platen. */
export function printout(
  authorization: SignedStatement,
  alter: Extract<SimAction, { do: 'placePrinted' }>['alter'] = 'none',
  copy = 0,
  page = 0,
): SimAction {
  return { do: 'placePrinted', digest: pageHex(authorization, page), alter, turnDeg: 0, copy };
}

/** Carries a job through whatever comes, sheet by sheet, until it is finished. */
export async function stampAll(guest: Visitor, authorization: SignedStatement): Promise<Screen> {
  const { payload } = authorization;
  if (payload.type !== 'authorization') throw new Error('no authorization');
  await guest.comeForward(payload.id);
  let laid = -1;
  for (;;) {
    const screen = await guest.screen(
      'placePaper',
      'confirm',
      'result',
      'finished',
      'notPressed',
      'stopped',
      'refused',
    );
    switch (screen.name) {
      case 'placePaper':
        if (screen.k === laid) {
          await guest.screen('comparing', 'confirm', 'finished');
          break;
        }
        laid = screen.k;
        await guest.hands(printout(authorization, 'none', screen.copy, screen.page));
        await guest.screen('comparing', 'confirm', 'finished');
        break;
      case 'confirm':
        await guest.command({ do: 'confirm' });
        break;
      case 'result':
        await guest.command({ do: 'next' });
        break;
      case 'notPressed':
        await guest.command({ do: 'retake' });
        break;
      default:
        return screen;
    }
  }
}
