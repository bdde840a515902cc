import {
  accept,
  type Instant,
  type PersonRole,
  planImpressions,
  type Result,
  type Roster,
  refuse,
  type SealUseRequest,
  seamProblem,
} from '@hufu/contract';
import { authorizingRoles } from '@hufu/statement';
import { checkMatter } from '../matter/check-matter.ts';
import { type Matter, matterAt } from '../matter/matter.ts';
import { isGranted } from './apply.ts';
import { decideMachine } from './decide-machine.ts';
import { approversLeft, checkRole, checkSeparated, nameOf } from './duties.ts';
import { impressionState } from './impression.ts';
import type { Filed, Grant, SealUse, SealUseCommand, SealUseEvent } from './state.ts';

/** What the rules need to know of the world. */
export interface Facts {
  readonly roster: Roster;
  readonly catalogue: readonly Matter[];
  /** Short name of the province (浙江): matters and the negative list differ. */
  readonly province: string;
}

/** The one place where it is decided what a command does to a request. No events: it was done already. */
export function decide(
  state: SealUse,
  command: SealUseCommand,
  facts: Facts,
  now: Instant,
): Result<SealUseEvent[]> {
  switch (command.kind) {
    case 'file':
      return file(state, command, facts, now);
    case 'review': {
      if (state.phase !== 'underReview') return conflict(state);
      const may = decider(command.by, ['reviewer'], state.filed.request, facts.roster, now);
      if (!may.ok) return may;
      return accept([{ kind: 'reviewed', opinion: { by: command.by, opinion: command.opinion, at: now } }]);
    }
    case 'approve':
      return approve(state, command.by, command.grant, facts.roster, now);
    case 'reject': {
      if (state.phase !== 'filed' && state.phase !== 'underReview') return conflict(state);
      const may = decider(command.by, ['approver'], state.filed.request, facts.roster, now);
      if (!may.ok) return may;
      return accept([{ kind: 'rejected', by: command.by, reason: command.reason, at: now }]);
    }
    case 'withdraw': {
      if (!['underReview', 'filed', 'authorized', 'stamping'].includes(state.phase) || state.phase === 'none')
        return conflict(state);
      if (command.by !== state.filed.request.filer) {
        const may = checkRole(command.by, ['approver'], facts.roster, now);
        if (!may.ok) return may;
      }
      return accept([{ kind: 'withdrawn', by: command.by, reason: command.reason, at: now }]);
    }
    case 'voidImpression': {
      if (!isGranted(state)) return conflict(state);
      const may = checkRole(command.by, ['custodian', 'stamper'], facts.roster, now);
      if (!may.ok) return may;
      const impression = state.impressions.find((i) => i.k === command.k);
      if (impression?.closed === 'badStamp') return accept([]);
      if (!impression || !['executed', 'unknown'].includes(impressionState(impression)))
        return refuse('OUTCOME_CONTRADICTS', {
          k: command.k,
          problem: '没有盖过，无从作废 / nothing to void',
        });
      return accept([{ kind: 'impressionVoided', k: command.k, by: command.by, at: now }]);
    }
    case 'beginAttempt':
    case 'recordOutcome':
    case 'finish':
    case 'expire':
      return decideMachine(state, command, now);
    default:
      return command satisfies never;
  }
}

function file(
  state: SealUse,
  command: Extract<SealUseCommand, { kind: 'file' }>,
  facts: Facts,
  now: Instant,
): Result<SealUseEvent[]> {
  if (state.phase !== 'none') return conflict(state);
  const { request } = command;
  const { roster } = facts;
  const matter = matterAt(facts.catalogue, request.matter.id, facts.province, now);
  if (!matter.ok) return matter;
  // The filer signed what he saw: another version or another grade of the matter is another request.
  const { version, major, name } = matter.value;
  if (request.matter.version !== version || request.matter.major !== major || request.matter.name !== name)
    return refuse('MATTER_UNKNOWN', { matter: `${request.matter.name} v${request.matter.version}` });
  const override = command.negativeListOverride ?? null;
  if (override === null) {
    const checked = checkMatter(request.purpose, facts.province, now);
    if (!checked.allowed)
      return refuse('MATTER_FORBIDDEN', {
        name: checked.name,
        basis: checked.basis,
        goInstead: checked.goInstead.zh,
        no: checked.no,
      });
  }
  if (major && request.resolution.trim() === '') return refuse('RESOLUTION_MISSING', { matter: name });
  for (const role of [
    checkRole(request.filer, ['custodian', 'stamper', 'approver', 'reviewer'], roster, now),
    checkRole(request.stamper, ['stamper', 'custodian'], roster, now),
  ])
    if (!role.ok) return role;
  const contents = checkImpressions(request, matter.value, roster);
  if (!contents.ok) return contents;
  const filed: Filed = {
    request,
    matter: matter.value,
    approversNeeded: approversFor(matter.value, roster),
    filedAt: now,
    negativeListOverride: override,
  };
  const left = approversLeft(request, roster, now).length;
  if (left < filed.approversNeeded)
    return refuse('NO_APPROVER_LEFT', { needed: filed.approversNeeded, left });
  return accept([{ kind: 'filed', filed }]);
}

/** Approvers a matter needs: the matter may ask for more than the village's policy, never for fewer. */
export function approversFor(matter: Matter, roster: Roster): number {
  const { approvers, majorApprovers } = roster.policy;
  return Math.max(matter.approvers, approvers, matter.major ? majorApprovers : 0);
}

function checkImpressions(request: SealUseRequest, matter: Matter, roster: Roster): Result<void> {
  for (const item of request.impressions) {
    const seal = roster.seals.find((s) => s.id === item.seal);
    if (seal?.state !== 'active' || !matter.seals.includes(seal.kind))
      return refuse('SEAL_NOT_FOR_MATTER', { matter: matter.name, seal: seal?.name ?? item.seal });
    if (item.pages.some((p) => p >= request.pages.length) || new Set(item.pages).size !== item.pages.length)
      return refuse('INPUT_INVALID', { field: 'impressions', problem: '盖章页不对 / wrong pages' });
    const problem = item.kind === 'seam' ? seamProblem(item, request.pages) : undefined;
    if (problem) return refuse('INPUT_INVALID', { field: 'impressions', problem });
  }
  // F65: of a document whose matter wants every page seen, not only the last one comes under the camera.
  if (matter.everyPage && request.pages.length > 1 && !request.everyPage)
    return refuse('INPUT_INVALID', {
      field: 'everyPage',
      problem: '这个事项要逐页出示 / this matter wants every page shown',
    });
  return accept(undefined);
}

function approve(
  state: SealUse,
  by: readonly string[],
  grant: Grant,
  roster: Roster,
  now: Instant,
): Result<SealUseEvent[]> {
  if (isGranted(state) && state.grant.digest === grant.digest) return accept([]);
  if (state.phase !== 'filed') return conflict(state);
  const { filed, approvals } = state;
  // All approvers sign the very same bytes, or nobody could say what was approved.
  if (state.grant && state.grant.digest !== grant.digest) return conflict(state);
  if (grant.granted !== planImpressions(filed.request.impressions).length)
    return refuse('AUTHORIZATION_INCONSISTENT', { problem: '用印次数与申请不符 / another count' });
  const fresh = [...new Set(by)].filter((p) => !approvals.some((a) => a.by === p));
  const roles = authorizingRoles(grant.mode);
  for (const person of fresh) {
    const may = decider(person, roles, filed.request, roster, now);
    if (!may.ok) return may;
    // The second pair of eyes is another person's, or a major matter would rest on one.
    if (state.opinion?.by === person)
      return refuse('DUTIES_NOT_SEPARATED', { person: nameOf(person, roster), role: '复核人 / reviewer' });
  }
  if (fresh.length === 0) return refuse('ALREADY_DECIDED_BY_PERSON');
  const events: SealUseEvent[] = fresh.map((person) => ({
    kind: 'approved',
    approval: { by: person, at: now },
    grant,
  }));
  // An emergency takes two, whatever the matter would ask for; of a major matter the statement itself is refused.
  const needed = grant.mode === 'emergency' ? Math.max(2, filed.approversNeeded) : filed.approversNeeded;
  if (approvals.length + fresh.length >= needed) events.push({ kind: 'authorized', at: now });
  return accept(events);
}

/** Somebody who decides holds the role and handles nothing of the request. */
function decider(
  person: string,
  roles: readonly PersonRole[],
  request: SealUseRequest,
  roster: Roster,
  now: Instant,
): Result<void> {
  const holds = checkRole(person, roles, roster, now);
  return holds.ok ? checkSeparated(person, request, roster) : holds;
}

function conflict(state: SealUse) {
  return refuse('CONFLICT', { what: '申请 / request', state: state.phase });
}
