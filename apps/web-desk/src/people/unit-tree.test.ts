import type { UnitView } from '@hufu/contract';
import { describe, expect, it } from 'vitest';
import { unitTree } from './unit-tree.ts';

const unit = (id: string, parent: string | null, level: UnitView['level']): UnitView => ({
  id,
  parent,
  level,
  name: id,
});

describe('the tree of units', () => {
  it('hangs villages under their town, and what has no parent in sight at the top', () => {
    const tree = unitTree(
      [unit('v1', 't', 'village'), unit('t', 'd', 'town'), unit('v2', 't', 'village')],
      (u) => u.name,
    );
    expect(tree).toEqual([
      {
        key: 't',
        title: 't',
        children: [
          { key: 'v1', title: 'v1', children: [] },
          { key: 'v2', title: 'v2', children: [] },
        ],
      },
    ]);
  });
});
