import { CheckOutlined } from '@ant-design/icons';
import { ListStates, Notice, useLoad } from '@hufu/ui';
import { Table } from 'antd';
import type { ReactNode } from 'react';
import { PageHead, Panel } from '../layout/page-head.tsx';
import { client } from '../session/api.ts';
import { useT } from '../texts.ts';

/** The table of roles and actions that the product itself uses (N9). */
export function PermissionsPage(): ReactNode {
  const text = useT();
  const { loaded, reload } = useLoad(
    (signal) => client.supervision.getPermissions(undefined, { signal }),
    [],
  );
  return (
    <>
      <PageHead title={text('menu.permissions')} />
      <Panel>
        <Notice tone="info">
          <p>{text('permissions.explain')}</p>
        </Notice>
        <ListStates loaded={loaded} onRetry={reload}>
          {(data) => (
            <Table
              size="small"
              rowKey="action"
              pagination={false}
              scroll={{ x: 'max-content' }}
              sticky
              dataSource={data.rows}
              columns={[
                {
                  title: text('permissions.action'),
                  fixed: 'left',
                  render: (_, r) => <span title={r.action}>{r.zh}</span>,
                },
                ...data.roles.map((role) => ({
                  title: text(`role.${role}`),
                  align: 'center' as const,
                  render: (_: unknown, r: (typeof data.rows)[number]) =>
                    r.roles.includes(role) ? <CheckOutlined aria-label={text('answer.yes')} /> : '',
                })),
              ]}
            />
          )}
        </ListStates>
      </Panel>
    </>
  );
}
