import { api, zRole } from '@hufu/contract';
import { actionRule, allActions } from '@hufu/domain';
import { answer } from '../http/handler.ts';

/** GET /api/supervision/get-permissions: the table the product itself uses. */
export const getPermissions = answer(api.supervision.getPermissions, async () => ({
  roles: [...zRole.options],
  rows: allActions().map((action) => {
    const { zh, roles } = actionRule(action);
    return { action, zh, roles: [...roles] };
  }),
}));
