import type { UnitView } from '@hufu/contract';

/** A unit with those below it. */
export interface UnitNode<T> {
  readonly key: string;
  readonly title: T;
  readonly children: UnitNode<T>[];
}

/** Units as a tree; a unit whose parent is out of sight stands at the top. */
export function unitTree<T>(units: readonly UnitView[], title: (unit: UnitView) => T): UnitNode<T>[] {
  const ids = new Set(units.map((u) => u.id));
  const below = (parent: string | null): UnitNode<T>[] =>
    units
      .filter((u) => (u.parent !== null && ids.has(u.parent) ? u.parent : null) === parent)
      .map((u) => ({ key: u.id, title: title(u), children: below(u.id) }));
  return below(null);
}
