import type { FileKind, HostBridge } from './host-bridge.ts';

const accepted: Record<FileKind, string> = {
  photo: 'image/*,.heic,.heif',
  material:
    'image/*,.heic,.heif,.pdf,application/pdf,.docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

/** The bridge of a plain browser: standard web APIs only. The host apps' bridges build on it. */
export function browserBridge(win: Window & typeof globalThis): HostBridge {
  return {
    name: 'browser',
    takePhoto: () => pick(win.document, { accept: 'image/*', capture: 'environment', multiple: false }),
    chooseFiles: (kind) => pick(win.document, { accept: accepted[kind], multiple: true }),
    canNotify: () => 'Notification' in win && win.Notification.permission === 'granted',
    askToNotify: async () =>
      'Notification' in win && (await win.Notification.requestPermission()) === 'granted',
    notify(title, body) {
      if (!this.canNotify()) return false;
      try {
        new win.Notification(title, { body, lang: 'zh-CN' });
        return true;
      } catch {
        // Chromium on Android has the class but only lets a service worker show one: the page shows its own.
        return false;
      }
    },
    setTitle(title) {
      win.document.title = title;
    },
    close: () => false,
    async share({ title, url }) {
      try {
        if (typeof win.navigator.share === 'function') await win.navigator.share({ title, url });
        else await win.navigator.clipboard.writeText(url);
        return true;
      } catch {
        // Both reject when the person turns back or the page may not: nothing was shared, and nothing is broken.
        return false;
      }
    },
  };
}

/** A file input that lives only until it has answered. */
function pick(
  document: Document,
  options: { accept: string; multiple: boolean; capture?: string },
): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = options.accept;
    input.multiple = options.multiple;
    if (options.capture) input.setAttribute('capture', options.capture);
    input.hidden = true;
    const done = (files: File[]) => {
      input.remove();
      resolve(files);
    };
    input.addEventListener('change', () => done([...(input.files ?? [])]));
    input.addEventListener('cancel', () => done([]));
    // Old WebViews open the picker only for an input that is in the document.
    document.body.append(input);
    input.click();
  });
}
