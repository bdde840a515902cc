/** How often a look-up finds a paper that is in the index: what every 'no record' says beside itself. */
export const measuredRecall = {
  /** Share of photos whose paper was found, over all kinds of damage; with its 95 % interval (Wilson). */
  rate: 0,
  low: 0,
  high: 1,
  n: 0,
  /** The kept result of `hufu bench lookup` from which the figures are. */
  source: 'not measured',
} as const;
