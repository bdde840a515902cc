import type { ApiClient } from '@hufu/contract';
import { useEffect, useState } from 'react';
import { client } from '../session/api.ts';

/** What the server says of words: whether a village may certify that, and where to go instead. */
type CheckedMatter = Awaited<ReturnType<ApiClient['sealUse']['checkMatter']>>;

/** A pause in typing after which the words are checked against the negative list. */
const typingPauseMs = 350;
/** One character names no matter. */
const leastWords = 2;

/** Checks what somebody types; while the answer is out, nobody should go on with what may be forbidden. */
export function useMatterCheck(words: string): { checked: CheckedMatter | null; isChecking: boolean } {
  const sought = words.trim();
  const [answer, setAnswer] = useState<{ words: string; checked: CheckedMatter | null } | null>(null);
  useEffect(() => {
    if (sought.length < leastWords) return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      client.sealUse.checkMatter({ text: sought }, { signal: controller.signal }).then(
        (checked) => !controller.signal.aborted && setAnswer({ words: sought, checked }),
        // The server refuses a forbidden matter at filing in any case; this only says so earlier.
        () => !controller.signal.aborted && setAnswer({ words: sought, checked: null }),
      );
    }, typingPauseMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [sought]);
  if (sought.length < leastWords) return { checked: null, isChecking: false };
  if (answer?.words !== sought) return { checked: null, isChecking: true };
  return { checked: answer.checked, isChecking: false };
}
