import '@hufu/ui/styles.css';
import './verify.css';
import { startChineseFont, startElderMode, startTexts } from '@hufu/ui';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './app.tsx';
import { verifyTexts } from './texts.ts';

// zod probes for `new Function`, which the CSP forbids and reports.
z.config({ jitless: true });
startTexts(verifyTexts);
startElderMode(true);
startChineseFont().catch((cause: unknown) => console.warn('no Chinese font', cause));

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
