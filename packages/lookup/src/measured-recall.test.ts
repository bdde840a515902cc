import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { measuredRecall } from './measured-recall.ts';

it('states the recall that its kept benchmark result says, interval and number of photos included', () => {
  const { source, ...stated } = measuredRecall;
  const kept = JSON.parse(readFileSync(new URL(`../../../${source}`, import.meta.url), 'utf8'));
  const { rate, low, high, n } = kept.result.recall;
  expect(stated).toEqual({ rate, low, high, n });
});
