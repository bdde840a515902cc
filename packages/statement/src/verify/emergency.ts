import {
  type Authorization,
  accept,
  type Instant,
  type PersonRole,
  type Result,
  type Roster,
  refuse,
} from '@hufu/contract';

/** The month of the quota: any 31 days, so that no turn of a calendar doubles it. */
export const emergencyWindowMs = 31 * 86_400_000;

/**
 * Who may sign an authorization. In an emergency the supervision committee's people stand in for approvers who cannot be
 * reached: two of them all, of whom nobody handles the request (I7). Custodian and stamper never authorize.
 */
export function authorizingRoles(mode: Authorization['mode']): readonly PersonRole[] {
  switch (mode) {
    case 'normal':
      return ['approver'];
    case 'emergency':
      return ['approver', 'reviewer'];
    default:
      return mode satisfies never;
  }
}

/** Whether an authorization says what its mode wants: an emergency is allowed by the roster, ordinary, short, and of one machine. */
export function checkEmergency(a: Authorization, roster: Roster): Result<void> {
  const inconsistent = (problem: string) => refuse('AUTHORIZATION_INCONSISTENT', { problem });
  if (a.mode === 'normal')
    return a.emergency
      ? inconsistent('写了应急理由却不是应急 / a reason without an emergency')
      : accept(undefined);
  const rule = roster.policy.emergency;
  if (!rule)
    return refuse('EMERGENCY_NOT_ALLOWED', {
      problem: '名册没有规定应急用印 / the roster knows no emergency use',
    });
  if (!a.emergency) return inconsistent('应急用印没有写理由 / an emergency without its reason');
  // AC-8: what needs a resolution of the assembly can wait for two approvers.
  if (a.matter.major)
    return refuse('EMERGENCY_NOT_ALLOWED', {
      problem: '重大事项不能应急用印 / a major matter is never an emergency',
    });
  // The quota is kept in the box that presses: an emergency for 'any machine' would have one quota for each.
  if (a.machine === null) return inconsistent('应急用印要指定机器 / an emergency names its machine');
  if (a.validTo - a.validFrom > rule.maxValidityMs)
    return refuse('AUTHORIZATION_TOO_LONG', {
      maxHours: rule.maxValidityMs / 3_600_000,
      hours: Math.ceil((a.validTo - a.validFrom) / 3_600_000),
    });
  return accept(undefined);
}

/** Whether a machine may take one more emergency; `earlier` are the times of those it has taken. Who cannot count refuses. */
export function checkEmergencyQuota(
  a: Pick<Authorization, 'mode'>,
  roster: Roster,
  earlier: readonly Instant[],
  now: Instant,
): Result<void> {
  if (a.mode === 'normal') return accept(undefined);
  const perMonth = roster.policy.emergency?.perMonth ?? 0;
  return recentEmergencies(earlier, now).length < perMonth
    ? accept(undefined)
    : refuse('EMERGENCY_QUOTA_USED', { perMonth });
}

/** The emergencies that still count. One of the future counts too: a clock that went back must not free the quota. */
export function recentEmergencies(earlier: readonly Instant[], now: Instant): readonly Instant[] {
  return earlier.filter((at) => at > now - emergencyWindowMs);
}
