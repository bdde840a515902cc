import { createApiClient } from '@hufu/contract';
import {
  BigButton,
  DemoRibbon,
  setElderMode,
  setLanguage,
  useElderMode,
  useLanguage,
  useLoad,
} from '@hufu/ui';
import { type ReactNode, useEffect, useState } from 'react';
import { InputPage } from './input/input-page.tsx';
import { parseReceiptLink } from './input/receipt-link.ts';
import { ResultPage } from './result/result-page.tsx';
import { useT } from './texts.ts';
import type { OwnPolicy, Subject } from './verify/subject.ts';

const client = createApiClient();

/** The receipt that the address names, as the QR code leads here. */
function subjectOfAddress(): Subject | null {
  const link = parseReceiptLink(location.hash);
  return link ? { kind: 'receipt', link } : null;
}

/** The verify page: for anybody, without login. */
export function App(): ReactNode {
  const [subject, setSubject] = useState<Subject | null>(subjectOfAddress);
  const [policy, setPolicy] = useState<OwnPolicy | null>(null);
  // A page without its server verifies files all the same; then nobody says that it is a demo.
  const { loaded } = useLoad((signal) => client.evidence.getPolicy(undefined, { signal }), []);
  useEffect(() => {
    const follow = () => setSubject(subjectOfAddress());
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  const again = () => {
    // The receipt's secret leaves the address bar with it.
    if (location.hash) history.replaceState(null, '', location.pathname);
    setSubject(null);
  };
  return (
    <>
      <DemoRibbon demo={loaded.state === 'data' && loaded.data.demo} />
      <TopBar />
      {subject ? (
        <ResultPage subject={subject} policy={policy} onAgain={again} />
      ) : (
        <InputPage policy={policy} onPolicy={setPolicy} onSubject={setSubject} />
      )}
    </>
  );
}

function TopBar(): ReactNode {
  const text = useT();
  const language = useLanguage();
  const isElder = useElderMode();
  return (
    <header className="v-top">
      <img src="/verify/icon.svg" alt="" />
      <strong>{text('app.name')}</strong>
      <BigButton kind="quiet" testId="elder" onPress={() => setElderMode(!isElder)}>
        {`${text('display.elder')}${isElder ? ' \u2713' : ''}`}
      </BigButton>
      <BigButton
        kind="quiet"
        testId="language"
        onPress={() => void setLanguage(language === 'zh' ? 'en' : 'zh')}
      >
        {text('display.languageOther')}
      </BigButton>
    </header>
  );
}
