import { readFileSync, writeFileSync } from 'node:fs';
import { api, type Role, zRole } from '@hufu/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionRule, allActions, isAction, outsideRoles } from './actions.ts';
import { type Actor, can, noResource } from './can.ts';
import { permissionsDocument } from './permissions-document.ts';

const anActor = (roles: Role[], more: Partial<Actor> = {}): Actor => ({
  id: 'account',
  person: 'person',
  roles,
  unit: 'village-a',
  sees: ['village-a'],
  ...more,
});
const here = { village: 'village-a', owners: ['person'] };

describe('can', () => {
  it('I7, N9: nobody with a role outside of the village has any action that can lead to an impression', () => {
    const actor = fc.record({
      id: fc.constantFrom('account', 'x'),
      person: fc.constantFrom('person', null),
      roles: fc.subarray([...zRole.options], { minLength: 1 }),
      unit: fc.constantFrom('village-a', 'village-b', 'town'),
      sees: fc.subarray(['village-a', 'village-b']),
    });
    const resource = fc.record({
      village: fc.constantFrom('village-a', 'village-b', 'town', null),
      owners: fc.subarray(['account', 'person']),
    });
    const leading = fc.constantFrom(...allActions().filter((a) => actionRule(a).leadsToImpression));
    fc.assert(
      fc.property(actor, resource, leading, (a, r, action) => {
        if (a.roles.some((x) => outsideRoles.includes(x)))
          expect(can(a, action, r)).toMatchObject({ ok: false, code: 'FORBIDDEN' });
      }),
      { numRuns: 2000 },
    );
  });

  it('names no outside role in any row that can lead to an impression', () => {
    for (const action of allActions()) {
      const rule = actionRule(action);
      if (rule.leadsToImpression)
        expect(
          rule.roles.filter((r) => outsideRoles.includes(r)),
          action,
        ).toEqual([]);
    }
    expect(actionRule('sealUse.approveRequest').leadsToImpression).toBe(true);
    expect(actionRule('sealUse.overruleUnsure').leadsToImpression).toBe(true);
    expect(actionRule('sealUse.fileRequest').leadsToImpression).toBe(true);
    expect(actionRule('custody.publishRoster').leadsToImpression).toBe(true);
  });

  it('keeps approving with the approver and keeping with the custodian', () => {
    expect(can(anActor(['approver']), 'sealUse.approveRequest', here).ok).toBe(true);
    // A reviewer hands in authorizations of an emergency (F47); of any other his signature counts for nothing.
    for (const role of zRole.options)
      if (role !== 'approver' && role !== 'reviewer')
        expect(can(anActor([role]), 'sealUse.approveRequest', here).ok).toBe(false);
    expect(can(anActor(['approver']), 'sealUse.fileRequest', here).ok).toBe(false);
  });

  it('ends at the own village for acts, and at the villages in sight for reading', () => {
    const inspector = anActor(['inspector'], { unit: 'town', sees: ['village-a', 'village-b'] });
    expect(can(inspector, 'sealUse.getRequest', { village: 'village-b' }).ok).toBe(true);
    expect(can(inspector, 'sealUse.getRequest', { village: 'village-c' }).ok).toBe(false);
    expect(can(anActor(['approver']), 'sealUse.approveRequest', { village: 'village-b' }).ok).toBe(false);
    expect(can(anActor(['reviewer']), 'sealUse.getRequest', { village: 'village-b' }).ok).toBe(false);
  });

  it('lets people withdraw what is theirs only', () => {
    expect(can(anActor(['custodian']), 'sealUse.withdrawRequest', here).ok).toBe(true);
    expect(can(anActor(['custodian']), 'sealUse.withdrawRequest', { ...here, owners: ['other'] }).ok).toBe(
      false,
    );
    expect(can(anActor(['custodian'], { person: null }), 'sealUse.withdrawRequest', here).ok).toBe(false);
  });

  it('gives a villager nothing of other people', () => {
    expect(can(anActor(['villager']), 'sealUse.checkMatter', noResource).ok).toBe(true);
    expect(can(anActor(['villager']), 'sealUse.listRequests', here).ok).toBe(false);
    expect(can(anActor([]), 'sealUse.checkMatter', noResource).ok).toBe(false);
  });

  it('has a row for every operation that needs a session', () => {
    const operations = Object.values(api).flatMap((area) => Object.values(area));
    const without = operations.filter((o) => o.caller === 'signedIn' && !isAction(o.name)).map((o) => o.name);
    expect(without).toEqual([]);
  });
});

describe('docs/permissions.md', () => {
  it('is what the table says', () => {
    const path = new URL('../../../../docs/permissions.md', import.meta.url);
    if (process.env.HUFU_WRITE_DOCS) writeFileSync(path, permissionsDocument());
    expect(readFileSync(path, 'utf8')).toBe(permissionsDocument());
  });
});
