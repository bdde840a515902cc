/** How often a look-up finds a paper that is in the index: what every 'no record' says beside itself. */
export const measuredRecall = {
  /** Share of photos whose paper was found, over all kinds of damage; with its 95 % interval (Wilson). */
  rate: 0.9167,
  low: 0.7817,
  high: 0.9713,
  n: 36,
  /** The kept result of `hufu bench lookup` from which the figures are: real photographs, flat, folded and crumpled. */
  source: 'bench/results/lookup-2026-11-23T15-20-23-393Z.json',
} as const;
