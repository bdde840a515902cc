import {
  type Camera,
  camera,
  handwrite,
  type Paper,
  photograph,
  press,
  type Random,
  type Sheet,
  seeded,
  sheetFromPage,
  villageSeals,
  wear,
} from '@hufu/paper-world';

/** What has happened to a stamped paper before somebody photographs it. */
export const damages = ['clean', 'crumpled', 'halfCovered', 'photocopy', 'handwriting', 'rotated'] as const;
export type Damage = (typeof damages)[number];

/** A photo of a stamped page after a kind of damage; phones and rooms differ from photo to photo. */
export async function photoOf(paper: Paper, damage: Damage, seed: string): Promise<Uint8Array> {
  const random = seeded(`lookup/${damage}/${seed}`);
  const stamped = await stampedSheet(paper, random, seed);
  const phone = camera('p', `lookup/${damage}/${seed}`, { megapixels: 8 });
  const isLying = stamped.widthMm > stamped.heightMm;
  const upright: Camera = {
    ...phone,
    viewMm: isLying ? 320 : phone.viewMm,
    pose: { ...phone.pose, thetaDeg: phone.pose.thetaDeg + (isLying ? 90 : 0) },
  };
  const shoot = async (sheet: Sheet, how: Camera) => await photograph(sheet, how, seed);
  switch (damage) {
    case 'clean':
      return await shoot(stamped, upright);
    case 'crumpled':
      return await shoot(
        wear(stamped, { dirt: 0.4, stains: 0.4, streaks: 0, creases: random.between(0.5, 1) }, seed),
        {
          ...upright,
          curl: { ...upright.curl, crumple: { heightMm: random.between(1.5, 3.2), seed } },
        },
      );
    case 'halfCovered':
      return await shoot(covered(stamped, random), upright);
    case 'photocopy':
      return await shoot(photocopied(stamped, random), upright);
    case 'handwriting':
      return await shoot(writtenOn(stamped, random, seed), upright);
    case 'rotated':
      return await shoot(stamped, {
        ...upright,
        viewMm: 390,
        megapixels: 12,
        pose: { xMm: 0, yMm: 0, thetaDeg: random.between(0, 360) },
      });
    default:
      return damage satisfies never;
  }
}

async function stampedSheet(paper: Paper, random: Random, seed: string): Promise<Sheet> {
  const sheet = await sheetFromPage(paper.pdf, 1, seed);
  const { sealPlaceMm } = paper;
  // Of a paper that is stamped on a later page the first one is looked up unstamped.
  if (sealPlaceMm.page !== 1) return sheet;
  const place = { xMm: sealPlaceMm.x, yMm: sealPlaceMm.y, angleDeg: random.between(-8, 8) };
  return await press(sheet, villageSeals(paper.village).villageCommittee, place, {}, seed);
}

/** Half of the sheet lies under something of one colour, from one side or from a corner to the other. */
function covered(sheet: Sheet, random: Random): Sheet {
  const rgba = sheet.rgba.slice();
  const angle = random.between(0, 2 * Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const colour = random.pick([
    [92, 70, 52],
    [40, 44, 60],
    [196, 160, 138],
    [225, 222, 214],
  ]);
  for (let y = 0; y < sheet.height; y++)
    for (let x = 0; x < sheet.width; x++) {
      // Through the middle: half of the area, whatever the angle.
      if ((x - sheet.width / 2) * cos + (y - sheet.height / 2) * sin < 0) continue;
      const i = (y * sheet.width + x) * 4;
      for (let c = 0; c < 3; c++) rgba[i + c] = colour[c] ?? 0;
    }
  return { ...sheet, rgba };
}

/** Grey, harder in contrast, with specks, and a little askew in size as copiers are. */
function photocopied(sheet: Sheet, random: Random): Sheet {
  const rgba = new Uint8Array(sheet.rgba.length).fill(255);
  const scale = random.between(0.955, 0.985);
  const [ox, oy] = [random.between(0, 1 - scale), random.between(0, 1 - scale)];
  const dark = random.between(0.75, 1.1);
  for (let y = 0; y < sheet.height; y++)
    for (let x = 0; x < sheet.width; x++) {
      const sx = Math.round((x / sheet.width - ox) * (sheet.width / scale));
      const sy = Math.round((y / sheet.height - oy) * (sheet.height / scale));
      const isOn = sx >= 0 && sy >= 0 && sx < sheet.width && sy < sheet.height;
      const j = (sy * sheet.width + sx) * 4;
      const luma = isOn
        ? 0.3 * (sheet.rgba[j] ?? 255) + 0.59 * (sheet.rgba[j + 1] ?? 255) + 0.11 * (sheet.rgba[j + 2] ?? 255)
        : 255;
      const ink = Math.min(1, Math.max(0, ((235 - luma) / 190) * 1.35 * dark));
      const speck = random.next() < 0.0006 ? random.between(0.3, 0.9) : 0;
      const value = 250 - 222 * Math.max(ink, speck);
      const i = (y * sheet.width + x) * 4;
      rgba[i] = value;
      rgba[i + 1] = value;
      rgba[i + 2] = value;
    }
  return { ...sheet, rgba };
}

/** Notes in three pens over margins and print. */
function writtenOn(sheet: Sheet, random: Random, seed: string): Sheet {
  const notes = [
    '同意办理',
    '已收到原件',
    '请于本周内送镇里',
    '情况属实',
    '经办人王明',
    '此件与原件相符',
    '电话联系过',
  ];
  let written = sheet;
  for (let i = 0; i < 8; i++) {
    const place = {
      xMm: random.between(15, sheet.widthMm - 75),
      yMm: random.between(20, sheet.heightMm - 15),
      heightMm: random.between(5, 11),
      angleDeg: random.between(-12, 12),
    };
    const colour = random.pick(['#1d2a63', '#101010', '#a01818']);
    written = handwrite(written, random.pick(notes), place, `${seed}/${i}`, colour);
  }
  return written;
}
