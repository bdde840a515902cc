import type { DocumentView } from '@hufu/contract';
import { BigButton, ListStates, Notice, useLoad } from '@hufu/ui';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Screen } from '../layout/screen.tsx';
import { useLive } from '../live/live-context.tsx';
import { go } from '../route/route.ts';
import { client } from '../session/api.ts';
import { useSession } from '../session/session.tsx';
import { useT } from '../texts.ts';
import { filingSteps, pagesOf, proposeMarks } from './draft.ts';
import { useDraft } from './draft-store.ts';
import { StepView } from './filing-steps.tsx';
import { missingIn } from './missing.ts';
import type { FilingForm, Hold } from './step-props.ts';

/** A new request, one question per screen. */
export function FilingPage(props: { replaces: string | null }): ReactNode {
  const text = useT();
  const form = useLoad((signal) => client.sealUse.getFilingForm({}, { signal }), []);
  return form.loaded.state === 'data' ? (
    <Filing form={form.loaded.data} replaces={props.replaces} />
  ) : (
    <Screen title={text('filing.title')} back>
      <ListStates loaded={form.loaded} onRetry={form.reload}>
        {() => null}
      </ListStates>
    </Screen>
  );
}

function Filing(props: { form: FilingForm; replaces: string | null }): ReactNode {
  const text = useT();
  const { account } = useSession();
  const { draft, wasKept, change, discard } = useDraft(account.login, props.replaces);
  const { documents, refresh, put } = useDocuments(draft?.documents);
  const [asked, setAsked] = useState(false);
  const [hold, setHold] = useState<Hold | null>(null);
  const [hasMoved, setMoved] = useState(false);
  const pages = useMemo(() => (draft ? pagesOf(draft, documents) : []), [draft, documents]);
  if (!draft) return null;
  const at = filingSteps.indexOf(draft.step);
  const matter = props.form.matters.find((m) => m.id === draft.matter);
  const allReady = draft.documents.every((id) => documents.get(id)?.state === 'ready');
  const missing = missingIn(draft.step, draft, matter, pages, allReady);
  const isLast = draft.step === 'check';
  const move = (by: 1 | -1) => {
    setAsked(false);
    setMoved(true);
    const step = filingSteps[at + by];
    if (!step) return go({ screen: 'home' });
    change((d) => ({ ...(step === 'places' ? proposeMarks(d, pages) : d), step }));
    window.scrollTo(0, 0);
  };
  return (
    <Screen
      title={text('filing.title')}
      back={() => (at === 0 ? go({ screen: 'home' }) : move(-1))}
      aside={<span className="m-step">{text('filing.step', { n: at + 1, all: filingSteps.length })}</span>}
      foot={
        isLast ? undefined : (
          <div className="m-actions">
            {hold ? (
              <p className={hold === 'matter.checking' ? 'm-soft' : 'm-bad'} data-testid="hold">
                {text(hold)}
              </p>
            ) : asked && missing ? (
              <Notice tone="warn">{text(missing)}</Notice>
            ) : null}
            <BigButton
              kind="verb"
              block
              testId="next-step"
              disabled={hold !== null}
              onPress={() => (missing ? setAsked(true) : move(1))}
            >
              {text('filing.next')}
            </BigButton>
          </div>
        )
      }
    >
      <progress className="m-progress" max={filingSteps.length} value={at + 1} />
      {wasKept && !hasMoved ? (
        <div className="m-kept">
          <span>{text('filing.kept')}</span>
          <BigButton
            kind="quiet"
            testId="start-over"
            onPress={() => void discard().then(() => go({ screen: 'home' }))}
          >
            {text('filing.startOver')}
          </BigButton>
        </div>
      ) : null}
      <StepView
        draft={draft}
        change={change}
        form={props.form}
        matter={matter}
        pages={pages}
        documents={documents}
        onDocument={put}
        refreshDocuments={refresh}
        onHold={setHold}
        onFiled={(delivery) =>
          // What is still on its way has no page of its own at the server yet.
          void discard().then(() =>
            go(
              delivery.state === 'delivered' ? { screen: 'request', id: draft.id } : { screen: 'home' },
              true,
            ),
          )
        }
      />
    </Screen>
  );
}

/** How often an upload that is being rendered is asked about while no event says more. */
const renderPollMs = 1500;

/** The uploads of a draft, followed until all are rendered. */
function useDocuments(ids: readonly string[] | undefined) {
  const [documents, setDocuments] = useState<ReadonlyMap<string, DocumentView>>(new Map());
  const put = useCallback((view: DocumentView) => setDocuments((old) => new Map(old).set(view.id, view)), []);
  const latest = useRef(documents);
  latest.current = documents;
  const key = ids?.join() ?? '';
  const refresh = useCallback(() => {
    for (const id of key === '' ? [] : key.split(',')) {
      const state = latest.current.get(id)?.state;
      if (state === 'ready' || state === 'failed') continue;
      // Asked again soon: one failed question is not worth a notice, a lasting one shows as "still rendering".
      client.files.getDocument({ id }).then(put, () => undefined);
    }
  }, [key, put]);
  useEffect(() => {
    refresh();
    const timer = setInterval(refresh, renderPollMs);
    return () => clearInterval(timer);
  }, [refresh]);
  useLive((signal) => signal.kind === 'document' && refresh());
  return { documents, refresh, put };
}
