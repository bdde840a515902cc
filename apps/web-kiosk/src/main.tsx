import '@hufu/ui/styles.css';
import './kiosk.css';
import { startChineseFont, startElderMode, startTexts } from '@hufu/ui';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './app.tsx';
import { kioskTexts } from './texts.ts';

// zod probes for `new Function`, which the CSP forbids and reports.
z.config({ jitless: true });
startTexts(kioskTexts);
// Whoever stands before the machine reads it from an arm's length.
startElderMode(true);
// A touch screen may hang on a bare Linux without a Chinese font; without one it still works.
startChineseFont().catch((cause: unknown) => console.warn('no Chinese font', cause));

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
