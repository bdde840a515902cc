import { browserBridge } from './browser-bridge.ts';
import type { HostBridge } from './host-bridge.ts';
import { answered, firstHostCall } from './host-globals.ts';

/**
 * DingTalk and 浙政钉 through the `dd` object. A deployment puts the host's script into the page (dingtalk-jsapi or
 * gdt-jsapi): the product itself loads nothing from another host. Every call is looked for before it is used,
 * `biz.*` being the older generation of names.
 *
 * Camera and files stay with the browser's own picker: `dd.chooseImage` and `biz.util.uploadImage` send the
 * picture to the host's cloud first, and a village's papers go to the village's server only.
 */
export function dingtalkBridge(
  win: Window & typeof globalThis,
  dd: unknown,
  name: 'dingtalk' | 'zhezhengding',
): HostBridge {
  const plain = browserBridge(win);
  const setTitle = firstHostCall(dd, ['setNavigationTitle', 'setTitle', 'biz.navigation.setTitle']);
  const close = firstHostCall(dd, ['closePage', 'biz.navigation.close']);
  const share = firstHostCall(dd, ['share', 'biz.util.share']);
  const vibrate = firstHostCall(dd, ['vibrateShort', 'vibrate', 'device.notification.vibrate']);
  return {
    ...plain,
    name,
    setTitle(title) {
      plain.setTitle(title);
      setTitle?.({ title });
    },
    close() {
      close?.({});
      return close !== undefined;
    },
    async share({ title, url }) {
      if (!share) return plain.share({ title, url });
      return answered(share, { type: 0, url, title, content: title, image: '' });
    },
    // Work notices (工作通知) are sent by the server's own bot; inside the open page a buzz draws the eye.
    notify(title, body) {
      vibrate?.({ duration: 300 });
      return plain.notify(title, body);
    },
  };
}
