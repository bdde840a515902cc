import { HufuError } from '@hufu/contract';
import { type Examination, examine } from './examine.ts';

// Hundreds of signatures take seconds on a phone: here they stop nobody's scrolling.
self.addEventListener('message', (e: MessageEvent<Examination>) => {
  try {
    self.postMessage({ examined: examine(e.data) });
  } catch (error) {
    const code = error instanceof HufuError ? error.code : 'INTERNAL';
    const context = error instanceof HufuError ? error.context : {};
    self.postMessage({ code, context: JSON.parse(JSON.stringify(context)) });
  }
});
