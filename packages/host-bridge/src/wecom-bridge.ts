import { browserBridge } from './browser-bridge.ts';
import type { HostBridge } from './host-bridge.ts';
import { answered, firstHostCall, hostCall } from './host-globals.ts';

/** WeCom (企业微信) through the `wx` or `ww` object that a deployment puts into the page. */
export function wecomBridge(win: Window & typeof globalThis, wx: unknown): HostBridge {
  const plain = browserBridge(win);
  const close = firstHostCall(wx, ['closeWindow']);
  const share = firstHostCall(wx, ['shareAppMessage', 'onMenuShareAppMessage']);
  return {
    ...plain,
    name: 'wecom',
    close() {
      close?.({});
      return close !== undefined;
    },
    async share({ title, url }) {
      return share
        ? answered(share, { title, desc: title, link: url, imgUrl: '' })
        : plain.share({ title, url });
    },
  };
}

/** Whether an object is WeCom's JSAPI. */
export function isWecomApi(wx: unknown): boolean {
  return hostCall(wx, 'closeWindow') !== undefined;
}
