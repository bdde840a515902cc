import type { InlineConfig } from 'vite';

/** The web apps and where the server (or the machine) serves them. */
export declare const webApps: Readonly<
  Record<'web-mobile' | 'web-desk' | 'web-kiosk' | 'web-verify', { readonly base: string }>
>;
/** The one Vite configuration of all web apps. */
export declare function viteConfig(
  app: keyof typeof webApps,
  options?: { outDir?: string; serverUrl?: string },
): InlineConfig;
