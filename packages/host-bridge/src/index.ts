export { browserBridge } from './browser-bridge.ts';
export { detectBridge } from './detect-bridge.ts';
export { dingtalkBridge } from './dingtalk-bridge.ts';
export type { FileKind, HostBridge, HostName } from './host-bridge.ts';
export { wecomBridge } from './wecom-bridge.ts';
