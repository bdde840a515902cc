import { logIn } from './log-in.ts';
import { logInByPasskey } from './log-in-by-passkey.ts';
import { logOut } from './log-out.ts';
import { me } from './me.ts';
import { passkeyOptions } from './passkey-options.ts';
import { passkeyRegistrationOptions } from './passkey-registration-options.ts';
import { proposeKey } from './propose-key.ts';

/** Operations of the area `session`. */
export const sessionHandlers = [
  logIn,
  logInByPasskey,
  logOut,
  me,
  passkeyOptions,
  passkeyRegistrationOptions,
  proposeKey,
];
