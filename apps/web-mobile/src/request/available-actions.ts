import type { RequestDetail, Role } from '@hufu/contract';

/** What a person may begin on a request's screen. The server and the roster decide; this only draws no idle buttons. */
export type RequestAction =
  | 'approve'
  | 'emergency'
  | 'reject'
  | 'noObjection'
  | 'objection'
  | 'withdraw'
  | 'remind'
  | 'badStamp'
  | 'fileAgain';

/** The verbs to draw, the wanted one last: it stands at the right hand. */
export function availableActions(
  detail: Pick<
    RequestDetail,
    | 'phase'
    | 'waitsForMe'
    | 'filer'
    | 'stamper'
    | 'executed'
    | 'replacedBy'
    | 'approvers'
    | 'emergency'
    | 'matter'
    | 'approversNeeded'
    | 'authorization'
  >,
  account: { readonly roles: readonly Role[]; readonly person: string | null; readonly name: string },
  /** Whether the village's roster has emergency use at all (F47). */
  hasEmergency = false,
): RequestAction[] {
  const { person, roles } = account;
  if (person === null) return [];
  const isOpen = detail.phase === 'filed' || detail.phase === 'underReview';
  const isFiler = detail.filer.id === person;
  const actions: RequestAction[] = [];
  if (isFiler && (isOpen || detail.phase === 'authorized')) actions.push('withdraw');
  if (isFiler && isOpen) actions.push('remind');
  // An approver who stands in another duty of this request sees the buttons too, and is told why he may not (I7).
  const hasDecided = detail.approvers.includes(account.name);
  const canBegin = hasEmergency && detail.phase === 'filed' && !detail.matter.major && !detail.authorization;
  // Who may decide alone needs no emergency; a reviewer, or one approver of two, may begin one and wait for a second.
  const isAlone = roles.includes('reviewer') || (roles.includes('approver') && detail.approversNeeded > 1);
  if (canBegin && isAlone && !isFiler && detail.stamper.id !== person) actions.push('emergency');
  if (isOpen && roles.includes('approver') && !hasDecided) actions.push('reject', 'approve');
  else if (detail.phase === 'filed' && detail.emergency && roles.includes('reviewer') && !hasDecided)
    actions.push('approve');
  if (detail.waitsForMe === 'review') actions.push('objection', 'noObjection');
  const mayReport = isFiler || detail.stamper.id === person;
  if (mayReport && detail.executed > 0 && (detail.phase === 'finished' || detail.phase === 'stamping'))
    actions.push('badStamp');
  const isOver = detail.phase === 'rejected' || detail.phase === 'void' || detail.phase === 'expired';
  if (isOver && roles.includes('custodian') && detail.replacedBy === null) actions.push('fileAgain');
  return actions;
}
