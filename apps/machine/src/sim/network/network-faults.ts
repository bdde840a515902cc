import { z } from 'zod';

const part = z.number().min(0).max(1);

/** What is wrong with the line between a simulated machine and its server. */
export const zNetworkFaults = z.object({
  isUp: z.boolean(),
  /** Both ways; null is as fast as it goes. */
  bytesPerSecond: z.number().positive().nullable(),
  /** Part of the segments that are lost: TCP sends them again, so that whoever waits sees a pause and never a gap. */
  loss: part,
  /** Nothing arrives any more, and nobody is told: both ends think that they are connected. */
  isHalfOpen: z.boolean(),
  /** Parts of the messages that a broker delivers twice, or after the one that follows. */
  double: part,
  reorder: part,
});
export type NetworkFaults = z.infer<typeof zNetworkFaults>;

/** A line as it should be. */
export const calm: NetworkFaults = {
  isUp: true,
  bytesPerSecond: null,
  loss: 0,
  isHalfOpen: false,
  double: 0,
  reorder: 0,
};

/** A country line on a rainy day. */
export const slowBytesPerSecond = 2000;
