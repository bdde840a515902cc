import { api } from '@hufu/contract';
import { answer } from '../http/handler.ts';
import { closeSession } from './session-cookie.ts';

/** POST /api/session/log-out */
export const logOut = answer(api.session.logOut, async ({ parts, request, reply }) => {
  await closeSession(parts, request, reply);
  return {};
});
