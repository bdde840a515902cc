import { toBase64url, toHex, valueOrThrow } from '@hufu/contract';
import { openDeviceStore } from '@hufu/ui';
import { client } from '../session/api.ts';
import { followRosters, type RosterPin, type TrustedRoster } from './pinned-roster.ts';

/** The roster of a village as this phone trusts it: follows the chain from what it remembers, and remembers the newest. */
export async function loadRoster(village: string): Promise<TrustedRoster> {
  const pins = openDeviceStore<RosterPin>('pins');
  const pin = await pins.get(village);
  const { rosters } = await client.custody.getRoster({ village });
  const trusted = valueOrThrow(followRosters(pin, rosters));
  if (trusted.roster.version !== pin?.version)
    await pins.put(village, {
      village,
      version: trusted.roster.version,
      digest: toHex(trusted.digest),
      cose: toBase64url(trusted.cose),
    });
  return trusted;
}

/** Whether a key is in the roster for a person now. */
export function isEnrolled(
  trusted: TrustedRoster,
  person: string | null,
  key: Uint8Array,
  now: number,
): boolean {
  const found = trusted.roster.people.find((p) => p.id === person);
  const text = toBase64url(key);
  return (
    found?.keys.some(
      (k) => toBase64url(k.key) === text && k.since <= now && (k.until === null || k.until > now),
    ) ?? false
  );
}
