import { camera, type Paper, photograph, sheetFromPage, villagePaper } from '@hufu/paper-world';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { decodePicture } from '../image/decode.ts';
import { luma } from '../image/raster.ts';
import { pageImage } from '../image/render.ts';
import { preparePage } from '../prepare.ts';
import { photoLevels } from '../registration/register.ts';
import { identifySheet, identityOf, type PageIdentity, type SheetSeen, twinsOf } from './page-identity.ts';
import { checkPageOrder } from './page-order.ts';

// Pictures are drawn and compared at full size.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let contract: Paper;
let pages: PageIdentity[];

const identity = async (paper: Paper, n: number) =>
  identityOf(await preparePage(await pageImage(paper.pdf, n)));

beforeAll(async () => {
  contract = await villagePaper({ layout: 'lease', seed: 'identity', style: { sizePt: 14 } });
  pages = [];
  for (let n = 1; n <= contract.pages; n++) pages.push(await identity(contract, n));
});

async function shown(paper: Paper, n: number, turnDeg = 0, among = pages): Promise<SheetSeen> {
  const sheet = await sheetFromPage(paper.pdf, n, `identity/${n}`);
  const used = camera('p', `identity/${n}`, { megapixels: 5 });
  const pose = { ...used.pose, thetaDeg: used.pose.thetaDeg + turnDeg };
  const photo = await photograph(sheet, { ...used, pose }, 'identity');
  return identifySheet(among, photoLevels(luma((await decodePicture(photo)).image)));
}

describe('a sheet shown to the camera', () => {
  it('is known by its page, and whether it lies upside down', async () => {
    expect(pages.length).toBeGreaterThan(1);
    const first = await shown(contract, 1);
    const second = await shown(contract, 2, 180);
    expect([first.page, second.page]).toEqual([0, 1]);
    expect(Math.abs(first.turnedDeg)).toBeLessThan(15);
    expect(Math.abs(second.turnedDeg)).toBeGreaterThan(165);
    expect(checkPageOrder(twinsOf(pages), [first, second]).upsideDown).toHaveLength(1);
  });

  it('is told as a repetition when it comes again, and the page in whose stead it came as missing', async () => {
    const seen = [await shown(contract, 1), await shown(contract, 1)];
    expect(checkPageOrder(twinsOf(pages), seen)).toMatchObject({ repeated: [1], missing: [1] });
  });

  it('is none of the pages when it belongs to another paper', async () => {
    const other = await villagePaper({ layout: 'payroll', seed: 'stranger' });
    expect((await shown(other, 1)).page).toBeUndefined();
  });

  it('is told from the same form filled in for somebody else', async () => {
    const forms = await Promise.all(
      ['one', 'two'].map((seed) => villagePaper({ layout: 'residence', seed, style: { sizePt: 14 } })),
    );
    const [mine, theirs] = forms;
    if (!mine || !theirs) throw new Error('two forms were written');
    const both = [await identity(mine, 1), await identity(theirs, 1)];
    expect(twinsOf(both)).toEqual([0, 1]);
    expect((await shown(mine, 1, 0, both)).page).toBe(0);
    expect((await shown(theirs, 1, 0, both)).page).toBe(1);
  });
});
