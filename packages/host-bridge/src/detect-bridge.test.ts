import { describe, expect, it } from 'vitest';
import { detectBridge } from './detect-bridge.ts';

/** A window as far as detection looks at it. */
function aWindow(userAgent: string, globals: Record<string, unknown> = {}) {
  return { navigator: { userAgent }, document: { title: '' }, ...globals } as unknown as Window &
    typeof globalThis;
}

describe('detectBridge', () => {
  it('takes the browser when nothing else is there', () => {
    expect(detectBridge(aWindow('Mozilla/5.0 Chrome/156')).name).toBe('browser');
  });

  it('takes the browser inside DingTalk when the deployment put no script into the page', () => {
    expect(detectBridge(aWindow('Mozilla/5.0 DingTalk/7.6')).name).toBe('browser');
  });

  it('does not believe a user agent without the host object, nor an object without its functions', () => {
    expect(detectBridge(aWindow('Mozilla/5.0 DingTalk/7.6', { dd: { biz: null } })).name).toBe('browser');
    expect(detectBridge(aWindow('wxwork/4.1', { wx: {} })).name).toBe('browser');
  });

  it('sets title and closes through either generation of DingTalk names', () => {
    const calls: unknown[] = [];
    const older = {
      biz: {
        navigation: {
          setTitle: (o: unknown) => calls.push(['setTitle', o]),
          close: () => calls.push('close'),
        },
      },
    };
    const bridge = detectBridge(aWindow('DingTalk/6.5', { dd: older }));
    bridge.setTitle('用印');
    expect(bridge.close()).toBe(true);
    expect(bridge.name).toBe('dingtalk');
    expect(calls).toEqual([['setTitle', { title: '用印' }], 'close']);

    const newer = detectBridge(
      aWindow('TaurusApp/2.1', { dd: { closePage: () => calls.push('closePage') } }),
    );
    expect(newer.name).toBe('zhezhengding');
    newer.setTitle('用印');
    newer.close();
    expect(calls.at(-1)).toBe('closePage');
  });

  it('says that a share was turned down when the host calls its failure callback', async () => {
    const wx = { closeWindow: () => undefined, shareAppMessage: (o: { fail: () => void }) => o.fail() };
    const bridge = detectBridge(aWindow('wxwork/4.1', { wx }));
    expect(bridge.name).toBe('wecom');
    expect(await bridge.share({ title: '回执', url: 'http://localhost/verify/' })).toBe(false);
  });
});
