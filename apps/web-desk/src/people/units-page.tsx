import type { UnitView } from '@hufu/contract';
import { ListStates, Tag, useLoad } from '@hufu/ui';
import { Tree } from 'antd';
import type { ReactNode } from 'react';
import { PageHead, Panel } from '../layout/page-head.tsx';
import { client } from '../session/api.ts';
import { useT } from '../texts.ts';
import { unitTree } from './unit-tree.ts';

/** District, towns, villages. */
export function UnitsPage(): ReactNode {
  const text = useT();
  const { loaded, reload } = useLoad((signal) => client.supervision.listUnits(undefined, { signal }), []);
  const title = (u: UnitView) => (
    <span>
      {u.name} <Tag tone="quiet">{text(`unit.${u.level}`)}</Tag>
    </span>
  );
  return (
    <>
      <PageHead title={text('menu.units')} />
      <Panel>
        <ListStates
          loaded={loaded}
          onRetry={reload}
          isEmpty={(d) => d.items.length === 0}
          empty={<strong>{text('units.empty')}</strong>}
        >
          {(data) => <Tree defaultExpandAll selectable={false} treeData={unitTree(data.items, title)} />}
        </ListStates>
      </Panel>
    </>
  );
}
