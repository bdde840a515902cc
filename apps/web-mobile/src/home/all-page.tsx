import { type Phase, type RequestSummary, zPhase } from '@hufu/contract';
import { BigButton, ListStates, ProblemNotice, useLoad } from '@hufu/ui';
import { SearchBar } from 'antd-mobile';
import { type ReactNode, useEffect, useState } from 'react';
import { Screen } from '../layout/screen.tsx';
import { Tabs } from '../layout/tabs.tsx';
import { useLive } from '../live/live-context.tsx';
import { client } from '../session/api.ts';
import { useT } from '../texts.ts';
import { RequestCard } from './request-card.tsx';

/** A pause in typing after which the search is sent. */
const typingPauseMs = 300;

/** Every request this account may see, by words and by where it stands. */
export function AllPage(): ReactNode {
  const text = useT();
  const [words, setWords] = useState('');
  const [sought, setSought] = useState('');
  const [phase, setPhase] = useState<Phase | null>(null);
  const [more, setMore] = useState<{ items: RequestSummary[]; next: string | null } | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSought(words.trim()), typingPauseMs);
    return () => clearTimeout(timer);
  }, [words]);
  const query = { view: 'all' as const, ...(phase ? { phase } : {}), ...(sought ? { text: sought } : {}) };
  const first = useLoad((signal) => client.sealUse.listRequests(query, { signal }), [sought, phase]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: further pages belong to one search
  useEffect(() => setMore(null), [sought, phase]);
  useLive((signal) => signal.kind === 'request' && first.reload());
  const next = more ? more.next : first.loaded.state === 'data' ? first.loaded.data.next : null;
  const showMore = async (cursor: string) => {
    setProblem(null);
    try {
      const page = await client.sealUse.listRequests({ ...query, cursor });
      setMore((old) => ({ items: [...(old?.items ?? []), ...page.items], next: page.next }));
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <>
      <Screen title={text('all.title')} wide>
        <SearchBar placeholder={text('all.search')} value={words} onChange={setWords} />
        <div className="m-chips">
          {[null, ...zPhase.options].map((p) => (
            <button
              key={p ?? 'every'}
              type="button"
              className="m-chip"
              aria-pressed={phase === p}
              onClick={() => setPhase(p)}
            >
              {text(p ? `phase.${p}` : 'all.every')}
            </button>
          ))}
        </div>
        <ListStates
          loaded={first.loaded}
          onRetry={first.reload}
          isEmpty={(page) => page.items.length === 0}
          empty={text('all.empty')}
        >
          {(page) => (
            <div className="m-cards">
              {[...page.items, ...(more?.items ?? [])].map((r) => (
                <RequestCard key={r.id} request={r} />
              ))}
            </div>
          )}
        </ListStates>
        {problem ? <ProblemNotice problem={problem} /> : null}
        {next ? (
          <BigButton block onPress={() => void showMore(next)}>
            {text('state.more')}
          </BigButton>
        ) : null}
      </Screen>
      <Tabs active="all" />
    </>
  );
}
