import { codeOf, DemoRibbon, ProblemNotice, Waiting } from '@hufu/ui';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { go } from '../route/route.ts';
import { client } from '../session/api.ts';
import { useSessionPort } from '../session/session.tsx';
import { keyStore } from '../sign/key-store.ts';
import { useT } from '../texts.ts';
import { type HandOver, rememberHandOver } from './hand-over.ts';

/** Takes over a demo account from the portal: signs in, takes in its key, and lands on home. */
export function HandOverPage(props: { handOver: HandOver; onDone: () => void }): ReactNode {
  const text = useT();
  const { refresh } = useSessionPort();
  const [problem, setProblem] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const begun = useRef(-1);
  const { handOver, onDone } = props;
  useEffect(() => {
    if (begun.current === attempt) return;
    begun.current = attempt;
    setProblem(null);
    takeOver(handOver).then(
      async () => {
        await refresh();
        go({ screen: 'home' }, true);
        onDone();
      },
      (error: unknown) => setProblem(error),
    );
  }, [handOver, attempt, refresh, onDone]);
  if (problem)
    return (
      <>
        <DemoRibbon demo />
        <main className="m-login" data-code={codeOf(problem)}>
          <ProblemNotice problem={problem} onRetry={() => setAttempt((n) => n + 1)} />
        </main>
      </>
    );
  return (
    <>
      <DemoRibbon demo />
      <Waiting>{text('demo.handOver', { login: handOver.login })}</Waiting>
    </>
  );
}

async function takeOver(handOver: HandOver): Promise<void> {
  const { login, password, keyFile, pin } = handOver;
  const account = await client.session.logIn({ login, password });
  // A real account never takes a key out of a link.
  if (!account.demo) return;
  rememberHandOver(handOver);
  if (keyFile !== null && pin !== null) await keyStore.importFile(login, keyFile, pin, Date.now());
}
