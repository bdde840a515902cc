import { describe, expect, it } from 'vitest';
import { orderReasons } from './page-order.ts';

/** Five pages, the fourth drawn exactly like the second. */
const twins = [0, 1, 2, 1, 4];

describe('a page of the same document that lies in the place of another', () => {
  it('is a repeated one where it was stamped before', () => {
    expect(orderReasons([0, 1, 2], twins, [0, 1], 0)).toEqual(['REPEATED_PAGE']);
  });

  it('means a missing page where it comes later', () => {
    expect(orderReasons([0, 1, 2], twins, [0], 2)).toEqual(['MISSING_PAGE']);
    expect(orderReasons([0, 2, 4], twins, [], 4)).toEqual(['MISSING_PAGE']);
  });

  it('says nothing of the order where it gets no seal', () => {
    expect(orderReasons([2], twins, [], 0)).toEqual([]);
    expect(orderReasons([0, 2], twins, [0], 4)).toEqual([]);
  });

  it('may come as often as the document has it', () => {
    expect(orderReasons([0, 1, 2, 3, 4], twins, [0, 1, 2], 3)).toEqual([]);
    expect(orderReasons([0, 1, 2, 3, 4], twins, [0, 1, 2, 3], 1)).toEqual(['REPEATED_PAGE']);
  });
});
