import { fromHex, type Roster, type Statement, type StatementOf, sameBytes, toHex } from '@hufu/contract';
import { oldPaperDetails } from '@hufu/server/inspect';
import { type SignedStatement, thumbprint } from '@hufu/statement';
import { keyOf, Rule, rowsOf } from './expected.ts';
import type { FoldScene } from './scene.ts';

/** What rosters, acts of custody, alarms, findings and looks at photographs give. True when the statement was one of them. */
export function foldPeople(scene: FoldScene, signed: SignedStatement, id: string): boolean {
  const { payload } = signed;
  switch (payload.type) {
    case 'roster':
      foldRoster(scene, signed, payload, id);
      return true;
    case 'custody':
      foldCustody(scene, signed, payload, id);
      return true;
    case 'alarm':
      rowsOf(scene.register, 'alarm').set(payload.id, {
        id: payload.id,
        at: payload.at,
        village: payload.village,
        kind: payload.kind,
        severity: payload.severity,
        once_key: new Rule(
          (v) => typeof v === 'string' && v.slice(0, 200) === payload.subject,
          payload.subject,
        ),
        detail: new Rule((v) => textOf(v).slice(0, 1000) === payload.detail, payload.detail),
        statement: payload.id,
      });
      return true;
    case 'disposal':
      rowsOf(scene.register, 'disposal').set(payload.alarm, {
        alarm: payload.alarm,
        at: payload.at,
        by_name: cut(payload.by),
        result: payload.result,
        note: payload.note,
      });
      return true;
    case 'finding':
      rowsOf(scene.register, 'finding').set(payload.id, {
        id: payload.id,
        at: payload.at,
        village: payload.village,
        request: payload.request,
        by_name: cut(payload.by),
        text: payload.text,
      });
      return true;
    case 'opening':
      rowsOf(scene.register, 'photo_view').set(payload.id, {
        statement: payload.id,
        at: payload.at,
        digest: toHex(payload.digest),
        reason: payload.reason,
      });
      return true;
    case 'oldPaper':
      foldOldPaper(scene, payload);
      return true;
    case 'indexed':
      for (const { number, page, features } of payload.pages)
        scene.lookup.set(number, { record: payload.record, page, at: payload.at, features });
      return true;
    case 'deletion':
      for (const number of payload.lookupPages ?? []) scene.forgotten.add(number);
      return true;
    default:
      return false;
  }
}

/** What was typed of an old paper is only committed to: all of it fits together, or none of it is believed. */
function foldOldPaper(scene: FoldScene, payload: StatementOf<'oldPaper'>): void {
  const typed = new Rule(
    (_, row) => {
      const [salt, title, statedDate, note] = [row.salt, row.title, row.stated_date, row.note].map((v) =>
        typeof v === 'string' ? v : '',
      );
      if (title === undefined || statedDate === undefined || note === undefined) return false;
      if (!/^[0-9a-f]{64}$/.test(salt ?? '')) return false;
      return sameBytes(oldPaperDetails(fromHex(salt ?? ''), { title, statedDate, note }), payload.details);
    },
    `sha256 ${toHex(payload.details).slice(0, 12)}…`,
  );
  rowsOf(scene.register, 'old_paper').set(payload.id, {
    id: payload.id,
    village: payload.village,
    digest: toHex(payload.digest),
    registered_at: payload.at,
    by_name: cut(payload.by),
    title: typed,
    stated_date: typed,
    note: typed,
    salt: typed,
  });
}

const cut = (said: string) => new Rule((v) => typeof v === 'string' && v.slice(0, 100) === said, said);
const textOf = (v: unknown): string => (isRecord(v) && typeof v.zh === 'string' ? v.zh : '');
const isRecord = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null;

function foldRoster(scene: FoldScene, signed: SignedStatement, roster: Roster, id: string): void {
  const { village } = roster;
  scene.rosters.set(village, [...(scene.rosters.get(village) ?? []), roster]);
  rowsOf(scene.register, 'roster').set(keyOf(village, roster.version), {
    village,
    version: roster.version,
    digest: toHex(signed.digest),
    cose: `\\x${toHex(signed.cose)}`,
    statement: id,
  });
  const people = rowsOf(scene.register, 'person');
  for (const p of roster.people)
    people.set(p.id, {
      id: p.id,
      village,
      name: p.name,
      roles: p.roles,
      appointed_by: `${p.decision.name}（${p.decision.date}）`,
      since: p.since,
      until: p.until,
    });
  for (const [person, row] of people)
    if (row.village === village && row.until === null && !roster.people.some((p) => p.id === person))
      row.until = roster.at;
  const seals = rowsOf(scene.register, 'seal');
  for (const s of roster.seals)
    seals.set(s.id, {
      id: s.id,
      village,
      name: s.name,
      kind: s.kind,
      seal_code13: s.sealCode13,
      specimen: toHex(s.specimen),
      diameter_mm: s.diameterMm,
      custodian: s.custodian,
      machine: s.machine,
      slot: s.slot,
      state: s.state,
    });
  for (const m of roster.machines) {
    const dev = toHex(thumbprint(m.pressKey));
    scene.machines.set(dev, { id: m.id, pressKey: m.pressKey });
    rowsOf(scene.register, 'machine').set(m.id, {
      id: m.id,
      village,
      name: m.name,
      thumbprint: dev,
      agent_key: `\\x${toHex(m.agentKey)}`,
    });
  }
}

function foldCustody(
  scene: FoldScene,
  signed: SignedStatement,
  custody: StatementOf<'custody'>,
  id: string,
): void {
  const names = signersOf(scene, signed, custody).map((s) => s.name);
  rowsOf(scene.register, 'custody_act').set(id, {
    statement: id,
    seal: custody.seal,
    village: custody.village,
    at: custody.at,
    act: custody.act,
    people: sameSet(names),
    note: custody.note,
  });
  const seal = rowsOf(scene.register, 'seal').get(custody.seal);
  if (!seal) return;
  switch (custody.act) {
    case 'mounted':
      seal.machine = custody.machine;
      if (custody.slot !== null) seal.slot = custody.slot;
      return;
    case 'unmounted':
    case 'takenOut':
      seal.machine = null;
      return;
    case 'suspended':
      seal.state = 'suspended';
      return;
    case 'resumed':
      seal.state = 'active';
      return;
    case 'surrendered':
    case 'destroyed':
      seal.state = 'retired';
      seal.machine = null;
      return;
    case 'handedOver':
    case 'returned':
      return;
    default:
      custody.act satisfies never;
  }
}

/** The same names in any order: signatures may be joined in any. */
export function sameSet(names: readonly string[]): Rule {
  const wanted = JSON.stringify([...names].sort());
  return new Rule((v) => Array.isArray(v) && JSON.stringify([...v].sort()) === wanted, names.join('、'));
}

/** Who signed, by the rosters of the village. */
export function signersOf(
  scene: FoldScene,
  signed: SignedStatement,
  payload: Statement,
): { id: string; name: string; kind: string }[] {
  const village = 'village' in payload ? payload.village : '';
  const rosters = [...(scene.rosters.get(village) ?? [])].reverse();
  return signed.signatures.flatMap((signature) => {
    const name = toHex(signature.thumbprint);
    for (const { people } of rosters)
      for (const p of people) {
        const key = p.keys.find((k) => toHex(thumbprint(k.key)) === name);
        if (key) return [{ id: p.id, name: p.name, kind: key.kind }];
      }
    return [];
  });
}
