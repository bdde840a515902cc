import '@hufu/ui/styles.css';
import './mobile.css';
import { startChineseFont, startElderMode, startTexts } from '@hufu/ui';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './app.tsx';
import { SessionProvider } from './session/session.tsx';
import { mobileTexts } from './texts.ts';

// zod probes for `new Function`, which the CSP forbids and reports.
z.config({ jitless: true });
startTexts(mobileTexts);
// Cadres of sixty hold this phone: large type unless they choose otherwise.
startElderMode(true);
// Without it the page still works, in boxes: not worth a notice.
startChineseFont().catch((cause: unknown) => console.warn('no Chinese font', cause));

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <SessionProvider>
      <App />
    </SessionProvider>,
  );
