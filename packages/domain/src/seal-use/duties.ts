import {
  accept,
  type PersonRole,
  type Result,
  type Roster,
  refuse,
  type SealUseRequest,
} from '@hufu/contract';

/** What a person does in one request beside deciding. */
export type Duty = 'applicant' | 'filer' | 'stamper' | 'custodian';

const dutyNames: Readonly<Record<Duty, string>> = {
  applicant: '申请人 / applicant',
  filer: '经办人 / filer',
  stamper: '盖章人 / stamper',
  custodian: '印章保管人 / custodian',
};

/** Who handles a request, and as what. */
export function handlersOf(request: SealUseRequest, roster: Roster): Map<string, Duty> {
  const handlers = new Map<string, Duty>();
  const used = new Set(request.impressions.map((i) => i.seal));
  for (const seal of roster.seals) if (used.has(seal.id)) handlers.set(seal.custodian, 'custodian');
  handlers.set(request.stamper, 'stamper');
  handlers.set(request.filer, 'filer');
  if (request.applicant.person !== null) handlers.set(request.applicant.person, 'applicant');
  return handlers;
}

/** I7: whoever decides on a request handles nothing of it. */
export function checkSeparated(person: string, request: SealUseRequest, roster: Roster): Result<void> {
  const duty = handlersOf(request, roster).get(person);
  return duty
    ? refuse('DUTIES_NOT_SEPARATED', { person: nameOf(person, roster), role: dutyNames[duty] })
    : accept(undefined);
}

/** Whether a person holds a role of the roster at a time. */
export function checkRole(
  person: string,
  allowed: readonly PersonRole[],
  roster: Roster,
  at: number,
): Result<void> {
  const found = roster.people.find((p) => p.id === person);
  const holds =
    found &&
    found.since <= at &&
    (found.until === null || found.until > at) &&
    found.roles.some((r) => allowed.includes(r));
  return holds
    ? accept(undefined)
    : refuse('PERSON_LACKS_ROLE', { person: nameOf(person, roster), role: allowed.join('、') });
}

/** Approvers who may decide on a request at a time. */
export function approversLeft(request: SealUseRequest, roster: Roster, at: number): string[] {
  return roster.people
    .map((p) => p.id)
    .filter((id) => checkRole(id, ['approver'], roster, at).ok && checkSeparated(id, request, roster).ok);
}

/** A person's name, or the id where the roster has none. */
export function nameOf(person: string, roster: Roster): string {
  return roster.people.find((p) => p.id === person)?.name ?? person;
}
