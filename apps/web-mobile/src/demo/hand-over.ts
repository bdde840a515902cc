import { fromBase64url } from '@hufu/contract';
import { z } from 'zod';

/** What the demo portal puts into the fragment: it never reaches a server. */
const zHandOver = z.object({
  login: z.string().min(1).max(60),
  password: z.string().min(1).max(200),
  /** Text of an encrypted key file, or the same as JSON; absent for people without a key. */
  keyFile: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  pin: z.string().max(20).nullish(),
});

/** An account of the demo, handed over by its portal. */
export interface HandOver {
  readonly login: string;
  readonly password: string;
  readonly keyFile: string | null;
  readonly pin: string | null;
}

/** Reads `#demo=<base64url JSON>`; undefined when the fragment is something else. */
export function readHandOver(hash: string): HandOver | undefined {
  const match = /^#demo=([A-Za-z0-9_-]+)$/.exec(hash);
  if (!match?.[1]) return undefined;
  try {
    const parsed = zHandOver.parse(JSON.parse(new TextDecoder().decode(fromBase64url(match[1]))));
    const { login, password, keyFile, pin } = parsed;
    return {
      login,
      password,
      keyFile: keyFile == null ? null : typeof keyFile === 'string' ? keyFile : JSON.stringify(keyFile),
      pin: pin ?? null,
    };
  } catch {
    // A link that somebody cut short while copying: the login page shows as usual.
    return undefined;
  }
}

const storageName = 'hufu.demo';

/** Remembers a demo account in this tab: its PIN fills the pad, its password brings the tab's own person back. */
export function rememberHandOver(handOver: HandOver): void {
  sessionStorage.setItem(storageName, JSON.stringify({ ...handOver, keyFile: null }));
}

/** The demo account of this tab, if it is this one. Never there for a real account. */
export function rememberedHandOver(login: string): HandOver | undefined {
  const stored = sessionStorage.getItem(storageName);
  if (stored === null) return undefined;
  const parsed = zHandOver.safeParse(JSON.parse(stored));
  if (!parsed.success || parsed.data.login !== login) return undefined;
  return { login, password: parsed.data.password, keyFile: null, pin: parsed.data.pin ?? null };
}

/** The demo PIN of an account, if the portal gave one. */
export function demoPin(login: string): string | undefined {
  return rememberedHandOver(login)?.pin ?? undefined;
}
