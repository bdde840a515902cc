import '@hufu/ui/styles.css';
import './desk.css';
import { startChineseFont, startElderMode, startTexts } from '@hufu/ui';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './app.tsx';
import { takeHandOver } from './session/demo-hand-over.ts';
import { SessionProvider } from './session/session.tsx';
import { deskTexts } from './texts.ts';

// zod probes for `new Function`, which the CSP forbids and reports.
z.config({ jitless: true });
startTexts(deskTexts);
startElderMode(false);
startChineseFont().catch((cause: unknown) => console.warn('no Chinese font', cause));

const root = document.getElementById('root');
await takeHandOver();
if (root)
  createRoot(root).render(
    <SessionProvider>
      <App />
    </SessionProvider>,
  );
