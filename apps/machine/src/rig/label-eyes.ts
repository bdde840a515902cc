import type { AfterLook, BeforeLook, PaperEyes } from '../agent/paper-eyes.ts';

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
  const close = async () => undefined;
  return {
    prepare: async () => undefined,
    async before(): Promise<BeforeLook> {
      const { label, platen } = await look();
      const verdict =
        platen !== 'paper' || label.includes('→') || label === 'other page'
          ? 'mismatch'
          : label === 'picture'
            ? 'unsure'
            : 'match';
      const reasons = platen === 'empty' ? ['NO_PAPER'] : verdict === 'match' ? [] : ['TEST'];
      return {
        summary: { verdict, confidence: 1, reasons, regions: [] },
        pointInPhoto: (xMm, yMm) => ({ x: 200 + xMm * 6, y: 200 + yMm * 6 }),
        ms: 1,
      };
    },
    async after(): Promise<AfterLook> {
      const { made } = await look();
      return {
        summary: { verdict: made > 0 ? 'match' : 'mismatch', confidence: 1, reasons: [], regions: [] },
        foundMm: null,
        ms: 1,
      };
    },
    countFaces: async () => (await look()).faces,
    close,
    [Symbol.asyncDispose]: close,
  };
}
