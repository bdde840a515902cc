import { fromBase64url } from '@hufu/contract';
import { z } from 'zod';
import { client } from './api.ts';

/** What the demo's portal puts into the fragment of a link; a fragment never reaches a server. */
const zHandOver = z.object({ login: z.string().min(1).max(60), password: z.string().min(1).max(200) });

/** Signs in whom the demo's portal sent here, and forgets the fragment. Any other fragment is left alone. */
export async function takeHandOver(): Promise<void> {
  const [, text] = /^#demo=([A-Za-z0-9_-]+)$/.exec(window.location.hash) ?? [];
  if (!text) return;
  history.replaceState(null, '', `${window.location.pathname}#/`);
  try {
    await client.session.logIn(zHandOver.parse(JSON.parse(new TextDecoder().decode(fromBase64url(text)))));
  } catch {
    // A link cut short, or a demo that was started anew: the sign-in page shows, with its own words.
  }
}
