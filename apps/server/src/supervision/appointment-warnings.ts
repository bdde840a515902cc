import type { Roster, RosterPerson } from '@hufu/contract';
import { type Candidate, checkAppointment } from '@hufu/domain';

/** What is noteworthy about a person's roles beside the others' (AC-2, AC-3, AC-13), as far as a roster tells. */
export function appointmentWarnings(person: RosterPerson, roster: Roster): string[] {
  // Offices and relatives are not in the roster; they are declared when somebody is appointed.
  const candidate = (p: RosterPerson): Candidate => ({
    id: p.id,
    name: p.name,
    offices: [],
    roles: p.roles,
    relatives: [],
  });
  const others = roster.people.filter((p) => p.id !== person.id).map(candidate);
  const checked = checkAppointment(candidate(person), others);
  const warnings = checked.ok
    ? checked.value.map((w) => w.zh)
    : [String(checked.context.problem ?? checked.code)];
  const present = person.keys.filter((k) => k.until === null);
  if (present.length === 0) warnings.push('还没有登记钥匙，不能签名');
  else if (person.roles.includes('approver') && present.every((k) => k.kind === 'browser'))
    warnings.push('只有手机浏览器钥匙（较弱），建议换通行密钥');
  return warnings;
}
