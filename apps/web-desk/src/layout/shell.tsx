import {
  AlertOutlined,
  ApartmentOutlined,
  AuditOutlined,
  BarChartOutlined,
  DesktopOutlined,
  FileProtectOutlined,
  FileSearchOutlined,
  LinkOutlined,
  MenuOutlined,
  ReadOutlined,
  SafetyOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import { DemoRibbon } from '@hufu/ui';
import { Button, Drawer, Layout, Menu } from 'antd';
import { type ReactNode, useState } from 'react';
import { go, type Route, type Screen } from '../route/route.ts';
import { useSession, useSessionPort } from '../session/session.tsx';
import { useT } from '../texts.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { screensFor } from './menu.ts';

const icons: Record<Screen, ReactNode> = {
  overview: <BarChartOutlined />,
  register: <ReadOutlined />,
  lookup: <FileSearchOutlined />,
  alarms: <AlertOutlined />,
  machines: <DesktopOutlined />,
  claims: <LinkOutlined />,
  seals: <FileProtectOutlined />,
  people: <TeamOutlined />,
  units: <ApartmentOutlined />,
  matters: <AuditOutlined />,
  permissions: <SafetyOutlined />,
};

/** Ribbon, header, menu by role, and the screen. */
export function Shell(props: { route: Route; children: ReactNode }): ReactNode {
  const text = useT();
  const { account, may } = useSession();
  const { logOut } = useSessionPort();
  const [isOpen, setOpen] = useState(false);
  const here = props.route.screen === 'story' ? 'register' : props.route.screen;
  const menu = (
    <Menu
      mode="inline"
      selectedKeys={[here]}
      items={screensFor(may).map((screen) => ({
        key: screen,
        icon: icons[screen],
        label: <a href={`#/${screen}`}>{text(`menu.${screen}`)}</a>,
      }))}
      onClick={({ key }) => {
        setOpen(false);
        const screen = screensFor(may).find((s) => s === key);
        if (screen) go({ screen, query: {} });
      }}
    />
  );
  return (
    <Layout className="d-shell">
      <DemoRibbon demo={account.demo} />
      <header className="d-top">
        <Button
          className="d-menu-button"
          type="text"
          icon={<MenuOutlined />}
          aria-label={text('menu.open')}
          onClick={() => setOpen(true)}
        />
        <img src="/desk/icon.svg" alt="" />
        <strong>{text('app.name')}</strong>
        <span className="d-top-who">
          {account.unit.name} · {account.name}
          <span className="d-soft">
            {' '}
            {account.roles.map((r) => text(`role.${r}`)).join(text('list.and'))}
          </span>
        </span>
        <LanguageSwitch />
        <Button type="text" data-testid="log-out" onClick={() => void logOut()}>
          {text('action.logOut')}
        </Button>
      </header>
      <Layout className="d-middle">
        <Layout.Sider className="d-side" theme="light" width="13em">
          {menu}
          <p className="d-promise">{text('app.promise')}</p>
        </Layout.Sider>
        <Drawer
          open={isOpen}
          placement="left"
          size="80%"
          title={text('app.name')}
          onClose={() => setOpen(false)}
        >
          {menu}
        </Drawer>
        <Layout.Content className="d-content">{props.children}</Layout.Content>
      </Layout>
    </Layout>
  );
}
