import { browserBridge } from './browser-bridge.ts';
import { dingtalkBridge } from './dingtalk-bridge.ts';
import type { HostBridge } from './host-bridge.ts';
import { firstHostCall } from './host-globals.ts';
import { isWecomApi, wecomBridge } from './wecom-bridge.ts';

/**
 * The bridge of the app we run in. The user agent only suggests it; what decides is that the host's object is there
 * and can do something, so that a page opened without the host's script still works as in a browser.
 */
export function detectBridge(win: Window & typeof globalThis = window): HostBridge {
  const agent = win.navigator.userAgent;
  const dd: unknown = Reflect.get(win, 'dd');
  const hasDd = firstHostCall(dd, [
    'closePage',
    'setTitle',
    'setNavigationTitle',
    'biz.navigation.close',
    'biz.navigation.setTitle',
  ]);
  if (hasDd && /TaurusApp|zwdd|dtdream/i.test(agent)) return dingtalkBridge(win, dd, 'zhezhengding');
  if (hasDd && /DingTalk/i.test(agent)) return dingtalkBridge(win, dd, 'dingtalk');
  const wx: unknown = Reflect.get(win, 'wx') ?? Reflect.get(win, 'ww');
  if (isWecomApi(wx) && /wxwork/i.test(agent)) return wecomBridge(win, wx);
  return browserBridge(win);
}
