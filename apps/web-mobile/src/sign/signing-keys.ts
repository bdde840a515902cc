import { type HeldKey, type Loaded, useLoad } from '@hufu/ui';
import { useSession } from '../session/session.tsx';
import { isEnrolled, loadRoster } from '../trust/load-roster.ts';
import type { TrustedRoster } from '../trust/pinned-roster.ts';
import { keyStore } from './key-store.ts';

/** The roster this phone trusts, and the person's keys on this phone that are in it: the strongest first. */
export interface SigningKeys {
  readonly trusted: TrustedRoster;
  readonly person: string | null;
  readonly keys: readonly HeldKey[];
}

const strength = { passkey: 0, browser: 1, file: 2 } as const;

/** Loads roster and usable keys of whoever is signed in. */
export function useSigningKeys(village: string): { loaded: Loaded<SigningKeys>; reload: () => void } {
  const { account } = useSession();
  return useLoad(async () => {
    const [trusted, held] = await Promise.all([loadRoster(village), keyStore.list(account.login)]);
    const keys = held
      .filter((k) => isEnrolled(trusted, account.person, k.key, Date.now()))
      .sort((a, b) => strength[a.kind] - strength[b.kind]);
    return { trusted, person: account.person, keys };
  }, [village, account.login, account.person]);
}
