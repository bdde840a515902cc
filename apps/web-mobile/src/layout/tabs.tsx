import { TabBar } from 'antd-mobile';
import { AppOutline, SetOutline, UnorderedListOutline } from 'antd-mobile-icons';
import type { ReactNode } from 'react';
import { go } from '../route/route.ts';
import { useT } from '../texts.ts';

/** The three main screens. */
export function Tabs(props: { active: 'home' | 'all' | 'settings' }): ReactNode {
  const text = useT();
  return (
    <nav className="m-tabs">
      <TabBar
        activeKey={props.active}
        onChange={(key) =>
          go(key === 'all' || key === 'settings' ? { screen: key } : { screen: 'home' }, true)
        }
      >
        <TabBar.Item key="home" icon={<AppOutline />} title={text('tab.home')} />
        <TabBar.Item key="all" icon={<UnorderedListOutline />} title={text('tab.all')} />
        <TabBar.Item key="settings" icon={<SetOutline />} title={text('tab.settings')} />
      </TabBar>
    </nav>
  );
}
