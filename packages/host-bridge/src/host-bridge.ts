/** The apps that may hold our pages. `zhezhengding` is the government's DingTalk (浙政钉). */
export type HostName = 'browser' | 'dingtalk' | 'zhezhengding' | 'wecom';

/** What people may pick: photos only, or photos, PDF and Word. */
export type FileKind = 'photo' | 'material';

/** What a page asks of the app it runs in. No page touches a host API but through this port. */
export interface HostBridge {
  readonly name: HostName;
  /** Opens the camera; an empty list when the person turned back. */
  takePhoto(): Promise<File[]>;
  /** Opens the file picker; an empty list when the person turned back. */
  chooseFiles(kind: FileKind): Promise<File[]>;
  /** Whether `notify` can reach the person while the page is not in front. */
  canNotify(): boolean;
  /** Asks for leave to notify, once, on a tap of the person. */
  askToNotify(): Promise<boolean>;
  /** Shows a notification of the system; false when none could be shown and the page has to do it itself. */
  notify(title: string, body: string): boolean;
  setTitle(title: string): void;
  /** Leaves the page: back to the host app's own screens. False where only the person can do that. */
  close(): boolean;
  /** Hands a link on; false when the person turned back or nothing here can share. */
  share(link: { title: string; url: string }): Promise<boolean>;
}
