import { detectBridge, type HostBridge } from '@hufu/host-bridge';

/** The app we run in: DingTalk, 浙政钉, WeCom or a plain browser. */
export const bridge: HostBridge = detectBridge();
