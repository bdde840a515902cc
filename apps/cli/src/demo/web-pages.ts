import { buildWeb } from '../../../../tools/build-web.mjs';

/** Builds the web pages that changed since they were last built. */
export async function buildPages(say: (line: string) => void): Promise<void> {
  await buildWeb({
    onProgress: ({ app, state }: { app: string; state: string }) => {
      if (state === 'building') say(`网页 building ${app} …`);
    },
  });
}
