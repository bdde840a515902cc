import { photograph } from '../camera/photograph.ts';
import { alter, isAlterable } from '../paper/alter.ts';
import type { BoxMm } from '../paper/drawing.ts';
import type { Paper } from '../paper/village-paper.ts';
import { type Random, seeded } from '../random.ts';
import { type Ink, type Place, press } from '../sheet/press.ts';
import { type Seal, seal } from '../sheet/seal.ts';
import { wear } from '../sheet/wear.ts';
import type { Village } from '../village/names.ts';
import { cameraFor, wearFor } from './conditions.ts';
import { documentOf, printed, type SetDocument } from './document.ts';
import { type DrawnCase, pageSize } from './draw-before.ts';
import type { AfterKind } from './kinds.ts';
import type { CasePlan } from './plan.ts';
import { splits } from './split.ts';

type AfterPlan = Extract<CasePlan, { phase: 'after' }>;

/** Draws one case after the press: the approved page, the picture before, the picture after, and the specimen on file. */
export async function drawAfter(plan: AfterPlan): Promise<DrawnCase> {
  const random = seeded(`draw/${plan.conditions.seed}`);
  const written = await documentOf(plan);
  const { paper } = written;
  const { page } = paper.sealPlaceMm;
  const document = { ...written, page };
  const face = random.pick(splits[plan.split].sealFaces);
  const seals = sealsOf(paper.village, face, random.fork('seals'));
  const { place, near } = agreedPlace(document, plan.kind, random.fork('place'));
  const change = await changed(plan.kind, paper, { page, ...(near ? { near } : {}) }, random);
  const worn = wearFor(plan.conditions, random.fork('wear'));
  const clean = wear(await printed(paper, page, plan.file), worn, plan.file);
  const swapped = change ? wear(await printed(change.paper, page, plan.file), worn, plan.file) : clean;
  const touch = { ...place, xMm: place.xMm + random.between(-2, 2), yMm: place.yMm + random.between(-2, 2) };
  const angleDeg = random.between(-6, 6);
  const stamped = await pressAs(
    plan.kind,
    swapped,
    seals,
    { ...touch, angleDeg },
    random.fork('ink'),
    plan.file,
  );
  const camera = cameraFor(plan.conditions, random.fork('camera'), clean);
  // Between both pictures the sheet was held down and let go: it lies a little differently.
  const moved = {
    xMm: camera.pose.xMm + random.between(-1.5, 1.5),
    yMm: camera.pose.yMm + random.between(-1.5, 1.5),
    thetaDeg: camera.pose.thetaDeg + random.between(-0.4, 0.4),
  };
  return {
    approved: { bytes: paper.pdf, name: `${String(plan.document).padStart(4, '0')}.pdf`, page },
    before: await photograph(clean, camera, `${plan.file}/before`),
    photo: await photograph(stamped, { ...camera, pose: moved }, plan.file),
    specimen: seals.right.specimenPng,
    placeMm: place,
    note: change?.note ?? '',
    pageMm: pageSize(document, page),
    boxesMm: change?.boxesMm ?? [],
    zones: [],
  };
}

type Seals = Record<'right' | 'other' | 'wrongchar' | 'retired', Seal>;

/** The seal on file and those that may be pressed in its stead. */
function sealsOf(village: Village, face: Parameters<typeof seal>[0]['face'], random: Random): Seals {
  const name = `${village.county}${village.town}${village.village}村民委员会`;
  const common = {
    kind: 'villageCommittee',
    name,
    code13: village.code13,
    ...(face ? { face } : {}),
  } as const;
  const chars = [...name];
  const at = random.int(0, chars.length - 1);
  const others = [...'明朋土士末未云去竹林溪泉风凤声吉星呈眠珉村林委季民氏'].filter(
    (one) => one !== chars[at],
  );
  const wrong = chars.map((char, i) => (i === at ? random.pick(others) : char)).join('');
  const code = `${village.code13.slice(0, 11)}${random.int(10, 99)}`;
  const other = random.chance(0.5)
    ? ({
        ...common,
        kind: 'partyBranch',
        name: `中共${village.county}${village.town}${village.village}支部委员会`,
      } as const)
    : { ...common, name: name.replace(village.village, `${random.pick(['桐', '鹤', '茶', '石'])}溪村`) };
  return {
    right: seal(common),
    other: seal(other),
    wrongchar: seal({ ...common, name: wrong }),
    // The die before this one: cut by another workshop, with another number.
    retired: seal({ ...common, code13: code, face: 'sansBold', starMm: random.between(5.6, 6.6) }),
  };
}

function agreedPlace({ paper, page }: SetDocument, kind: AfterKind, random: Random) {
  const { widthMm, heightMm } = pageSize({ paper, page, filledIn: [] }, page);
  const inside = (value: number, size: number) => Math.min(size - 24, Math.max(24, value));
  const usual = { xMm: paper.sealPlaceMm.x, yMm: paper.sealPlaceMm.y };
  const fields = paper.fields.filter((one) => one.page === page && /\d/.test(one.text));
  if (kind !== 'under' && (random.chance(0.65) || fields.length === 0)) return { place: usual };
  // Over print: the seal comes down on some figures.
  const [x, y, w, h] = random.pick(fields.length > 0 ? fields : paper.fields).boxMm;
  const place = {
    xMm: inside(x + w / 2 + random.between(-9, 9), widthMm),
    yMm: inside(y + h / 2 + random.between(-9, 9), heightMm),
  };
  return { place, near: { ...place, reachMm: 15 } };
}

async function changed(
  kind: AfterKind,
  paper: Paper,
  where: Parameters<typeof alter>[3] & {},
  random: Random,
): Promise<{ paper: Paper; note: string; boxesMm: BoxMm[] } | undefined> {
  const wanted = kind === 'under' ? 'digit' : /^ok\+(digit|addline|hand|swap)$/.exec(kind)?.[1];
  if (wanted === undefined) return undefined;
  const asked = wanted as 'digit' | 'addline' | 'hand' | 'swap';
  const possible = isAlterable(paper, asked, where.page) ? asked : 'hand';
  const place = kind === 'under' ? where : { page: where.page };
  const { paper: other, truth } = await alter(paper, possible, random.fork('alter').next(), place);
  const boxesMm = truth.boxes.filter((one) => one.page === where.page).map((one) => one.boxMm);
  return { paper: other, note: truth.note, boxesMm };
}

async function pressAs(
  kind: AfterKind,
  sheet: Parameters<typeof press>[0],
  seals: Seals,
  place: Place,
  random: Random,
  seed: string,
): Promise<Parameters<typeof press>[0]> {
  const usual: Partial<Ink> = {
    level: random.between(0.68, 0.95),
    dryness: random.between(0.05, 0.32),
    pressureTilt: { amount: random.between(0.05, 0.3), towardsDeg: random.between(0, 360) },
  };
  const away = (least: number, most: number): Place => {
    const angle = random.between(0, 2 * Math.PI);
    const far = random.between(least, most);
    const keep = (value: number, size: number) => Math.min(size - 21, Math.max(21, value));
    return {
      xMm: keep(place.xMm + far * Math.cos(angle), sheet.widthMm),
      yMm: keep(place.yMm + far * Math.sin(angle), sheet.heightMm),
      angleDeg: place.angleDeg,
    };
  };
  const down = (die: Seal = seals.right, where = place, ink: Partial<Ink> = usual, more = '') =>
    press(sheet, die, where, ink, `${seed}${more}`);
  switch (kind) {
    case 'none':
      return sheet;
    case 'okfaint':
      return down(seals.right, place, { ...usual, level: random.between(0.28, 0.42) });
    case 'okuneven':
      return down(seals.right, place, {
        level: random.between(0.6, 0.9),
        dryness: random.between(0.35, 0.5),
        pressureTilt: { amount: random.between(0.35, 0.5), towardsDeg: random.between(0, 360) },
      });
    case 'double':
      return press(await down(), seals.right, away(25, 70), usual, `${seed}/2`);
    case 'struck':
      return press(
        await down(),
        seals.right,
        away(1.2, 5),
        { ...usual, level: random.between(0.5, 0.9) },
        `${seed}/2`,
      );
    case 'ghost':
      return down(seals.right, place, {
        ...usual,
        slip: { xMm: random.between(1, 3), yMm: random.between(-2, 2), strength: random.between(0.5, 0.85) },
      });
    case 'moved':
      return down(seals.right, away(16, 60));
    case 'rotated':
      return down(seals.right, { ...place, angleDeg: random.between(60, 300) });
    case 'wrong':
      return down(seals.other);
    case 'wrongchar':
      return down(seals.wrongchar);
    case 'retired':
      return down(seals.retired);
    case 'partial':
      return down(seals.right, place, {
        ...usual,
        pressureTilt: { amount: random.between(1.5, 2.2), towardsDeg: random.between(0, 360) },
      });
    default:
      return down();
  }
}
