import { HufuError } from '@hufu/contract';
import type { AfterLook, BeforeLook, PaperEyes } from '../agent/paper-eyes.ts';

/** The label of an unaltered printout: the beginning of its page's digest. */
const printed = /^[0-9a-f]{8}$/;

/**
 * Eyes that read the truth off the simulated plant instead of comparing pixels: for tests of everything around the
 * comparison. What they say follows from what the hands laid down.
 */
export function labelEyes(panelUrl: () => string): PaperEyes {
  const look = async (): Promise<{ label: string; made: number; platen: string; faces: number }> => {
    const state = (await (await fetch(`${panelUrl()}/sim/state`)).json()) as {
      label: string;
      impressionsMade: number;
      platen: string;
      faces: number;
    };
    return { label: state.label, made: state.impressionsMade, platen: state.platen, faces: state.faces };
  };
  /** As the comparison itself: what was not prepared since the start cannot be looked at. */
  const prepared = new Set<string>();
  const mustHave = (digestHex: string) => {
    if (!prepared.has(digestHex)) throw new HufuError('JOB_NOT_READY');
  };
  const after = async ({ digestHex }: { readonly digestHex: string }): Promise<AfterLook> => {
    mustHave(digestHex);
    const { made } = await look();
    return {
      summary: { verdict: made > 0 ? 'match' : 'mismatch', confidence: 1, reasons: [], regions: [] },
      foundMm: null,
      ms: 1,
    };
  };
  const close = async () => undefined;
  return {
    async prepare(digestHex) {
      prepared.add(digestHex);
    },
    async before({ digestHex }): Promise<BeforeLook> {
      mustHave(digestHex);
      const { label, platen } = await look();
      const isOtherPage = printed.test(label) && label !== digestHex.slice(0, 8);
      const verdict =
        platen !== 'paper' || label.includes('→') || label === 'other page' || isOtherPage
          ? 'mismatch'
          : label === 'picture'
            ? 'unsure'
            : 'match';
      const told = isOtherPage ? 'WRONG_PAGE' : 'TEST';
      const reasons = platen === 'empty' ? ['NO_PAPER'] : verdict === 'match' ? [] : [told];
      return {
        summary: { verdict, confidence: 1, reasons, regions: [] },
        pointInPhoto: (xMm, yMm) => ({ x: 200 + xMm * 6, y: 200 + yMm * 6 }),
        ms: 1,
      };
    },
    after,
    async fan({ digestHex, sheets, place }) {
      mustHave(digestHex);
      const { label } = await look();
      const [kind, first, ...under] = label.split(' ');
      const isFan = kind === 'fan' && first === digestHex.slice(0, 8);
      const reasons = !isFan ? ['WRONG_PAGE'] : under.length === sheets - 1 ? [] : ['SEAM_SHEETS'];
      const at = (xMm: number, yMm: number) => ({ x: 200 + xMm * 6, y: 200 + yMm * 6 });
      return {
        summary: { verdict: reasons.length > 0 ? 'mismatch' : 'match', confidence: 1, reasons, regions: [] },
        pointInPhoto: at,
        ms: 1,
        seamAt: { xMm: 209, yMm: place?.yMm ?? 148 },
      };
    },
    afterFan: after,
    async whichPage({ pages }) {
      const { label } = await look();
      const page = pages.findIndex((p) => p.digestHex.startsWith(label));
      return { page: page < 0 ? null : page, twins: pages.map((_, i) => i) };
    },
    countFaces: async () => (await look()).faces,
    close,
    [Symbol.asyncDispose]: close,
  };
}
