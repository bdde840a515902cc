import { accept, type Result, type Role, refuse } from '@hufu/contract';
import { type Action, actionRule, outsideRoles } from './actions.ts';

/** Who asks. */
export interface Actor {
  /** Account. */
  readonly id: string;
  /** Person of the roster, when the account is one. */
  readonly person: string | null;
  readonly roles: readonly Role[];
  /** Unit of the account. */
  readonly unit: string;
  /** Villages in sight: the own one, or those of the town or district. */
  readonly sees: readonly string[];
}

/** What is asked for. Null where the action has no such thing. */
export interface Resource {
  readonly village: string | null;
  /** Persons or accounts whose thing it is: filer, applicant. */
  readonly owners?: readonly string[];
}

/** A thing of no village. */
export const noResource: Resource = { village: null };

/**
 * Whether somebody may do something. Nothing is inherited and nobody is a superuser. An account that holds any outside
 * role has no action that leads to an impression, even if it holds a role of the village as well (I7, N9).
 */
export function can(actor: Actor, action: Action, resource: Resource): Result<void> {
  const rule = actionRule(action);
  const isOutside = actor.roles.some((r) => outsideRoles.includes(r));
  const hasRole = actor.roles.some((r) => rule.roles.includes(r));
  if (hasRole && !(isOutside && rule.leadsToImpression) && isInReach(actor, rule.reach, resource))
    return accept(undefined);
  return refuse('FORBIDDEN', { roles: actor.roles.join('、'), action: rule.zh });
}

function isInReach(actor: Actor, reach: ReturnType<typeof actionRule>['reach'], resource: Resource): boolean {
  switch (reach) {
    case 'anything':
      return true;
    case 'sight':
      return resource.village === null || actor.sees.includes(resource.village);
    case 'village':
      return resource.village === actor.unit;
    case 'own':
      return (
        resource.village === actor.unit &&
        (resource.owners ?? []).some((o) => o === actor.id || (actor.person !== null && o === actor.person))
      );
    default:
      return reach satisfies never;
  }
}
