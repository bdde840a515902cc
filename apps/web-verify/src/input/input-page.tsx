import { HufuError } from '@hufu/contract';
import { BigButton, Notice, ProblemNotice } from '@hufu/ui';
import { type ReactNode, useRef, useState } from 'react';
import { useT } from '../texts.ts';
import type { OwnPolicy, Subject } from '../verify/subject.ts';
import { kindOfFile } from './kind-of-file.ts';
import { PolicyChoice } from './policy-choice.tsx';
import { readCodeOfFile } from './read-code.ts';
import { parseReceiptLink, type ReceiptLink } from './receipt-link.ts';
import { Scanner } from './scanner.tsx';

/** One place for everything: drop or choose a file, or scan the code. */
export function InputPage(props: {
  policy: OwnPolicy | null;
  onPolicy: (policy: OwnPolicy | null) => void;
  onSubject: (subject: Subject) => void;
}): ReactNode {
  const text = useT();
  const file = useRef<HTMLInputElement>(null);
  const [isScanning, setScanning] = useState(false);
  const [isOver, setOver] = useState(false);
  // Who comes by a receipt's link that was cut off is told so, not left before an empty page.
  const [problem, setProblem] = useState<unknown>(() =>
    /^#r(equest)?=/.test(location.hash) && !parseReceiptLink(location.hash)
      ? new HufuError('RECEIPT_WRONG')
      : null,
  );
  const [foreign, setForeign] = useState<ReceiptLink | null>(null);

  const takeCode = (code: string) => {
    const link = parseReceiptLink(code);
    setScanning(false);
    if (!link) setProblem(new HufuError('QR_NOT_FOUND'));
    else if (link.origin !== null && link.origin !== location.origin) setForeign(link);
    else props.onSubject({ kind: 'receipt', link });
  };
  const takeFile = async (given: File) => {
    setProblem(null);
    setForeign(null);
    const bytes = new Uint8Array(await given.arrayBuffer());
    const kind = kindOfFile(bytes);
    if (kind === 'pack' || kind === 'proof') return props.onSubject({ kind, bytes, name: given.name });
    if (kind === 'other')
      return setProblem(new HufuError('FILE_NOT_EVIDENCE', { context: { name: given.name } }));
    const code = await readCodeOfFile(bytes);
    if (code === undefined) return setProblem(new HufuError('QR_NOT_FOUND'));
    return takeCode(code);
  };
  const take = (files: FileList | null) => {
    const [first] = files ?? [];
    if (first) takeFile(first).catch(setProblem);
  };

  return (
    <main className="v-page">
      <h1>{text('app.title')}</h1>
      <p>{text('app.lead')}</p>
      {problem ? <ProblemNotice problem={problem} /> : null}
      {foreign ? (
        <Notice tone="warn">
          <p>{text('input.other', { origin: foreign.origin ?? '' })}</p>
          <p>
            <a href={`${foreign.origin}/verify/#r=${foreign.request}.${foreign.receipt}`} rel="noreferrer">
              {text('input.otherOpen')}
            </a>
          </p>
        </Notice>
      ) : null}
      {isScanning ? (
        <Scanner
          onCode={takeCode}
          onProblem={(error) => {
            setProblem(error);
            setScanning(false);
          }}
          onStop={() => setScanning(false)}
        />
      ) : (
        <>
          <section
            className="v-drop"
            aria-label={text('input.drop')}
            data-over={isOver ? 'yes' : 'no'}
            data-testid="drop"
            onDragOver={(e) => {
              e.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={(e) => {
              e.preventDefault();
              setOver(false);
              take(e.dataTransfer.files);
            }}
          >
            <strong>{text('input.drop')}</strong>
            <p className="v-soft">{text('input.kinds')}</p>
            <BigButton kind="verb" testId="choose-file" onPress={() => file.current?.click()}>
              {text('input.choose')}
            </BigButton>
            <input
              ref={file}
              type="file"
              hidden
              data-testid="file"
              onChange={(e) => {
                take(e.currentTarget.files);
                e.currentTarget.value = '';
              }}
            />
          </section>
          <BigButton
            block
            testId="scan"
            onPress={() => {
              setProblem(null);
              setForeign(null);
              setScanning(true);
            }}
          >
            {text('input.scan')}
          </BigButton>
        </>
      )}
      <PolicyChoice policy={props.policy} onPolicy={props.onPolicy} onProblem={setProblem} />
    </main>
  );
}
