import type { RequestSummary } from '@hufu/contract';
import { BigButton, ListStates, useLoad } from '@hufu/ui';
import { type ReactNode, useEffect, useState } from 'react';
import { isBegun } from '../filing/draft.ts';
import { draftStore } from '../filing/draft-store.ts';
import { Block, Screen } from '../layout/screen.tsx';
import { Tabs } from '../layout/tabs.tsx';
import { useLive } from '../live/live-context.tsx';
import { LockedNotice } from '../machines/locked-notice.tsx';
import { go } from '../route/route.ts';
import { client } from '../session/api.ts';
import { useSession } from '../session/session.tsx';
import { useT } from '../texts.ts';
import { OutboxNotice } from './outbox-notice.tsx';
import { RequestCard } from './request-card.tsx';

/** What waits for me, what I filed, and the one big verb: a new request. */
export function HomePage(): ReactNode {
  const text = useT();
  const { account } = useSession();
  const isCustodian = account.roles.includes('custodian');
  const waiting = useLoad(
    (signal) => client.sealUse.listRequests({ view: 'waiting', limit: 50 }, { signal }),
    [account.id],
  );
  const mine = useLoad(
    (signal) => client.sealUse.listRequests({ view: isCustodian ? 'mine' : 'all', limit: 15 }, { signal }),
    [account.id, isCustodian],
  );
  useLive((signal) => {
    if (signal.kind === 'request' || signal.kind === 'notice' || signal.kind === 'poll') {
      waiting.reload();
      mine.reload();
    }
  });
  // What waits for me stands above: it is not drawn twice.
  const waits = new Set(waiting.loaded.state === 'data' ? waiting.loaded.data.items.map((r) => r.id) : []);
  const others = (items: readonly RequestSummary[]) => items.filter((r) => !waits.has(r.id));
  const isNone = mine.loaded.state === 'data' && mine.loaded.data.items.length === 0;
  const [hasDraft, setHasDraft] = useState(false);
  useEffect(() => {
    draftStore()
      .get(account.login)
      .then(
        (d) => setHasDraft(d !== undefined && isBegun(d)),
        () => setHasDraft(false),
      );
  }, [account.login]);
  return (
    <>
      <Screen title={account.unit.name} wide>
        <div className="m-hello">
          <div>
            <strong>{text('home.hello', { name: account.name })}</strong>
            <span>{account.roles.map((role) => text(`role.${role}`)).join(text('join.comma'))}</span>
          </div>
        </div>
        <OutboxNotice />
        {account.person === null ? null : <LockedNotice />}
        {isCustodian ? (
          <div className="m-home-verb">
            <BigButton
              kind="verb"
              block
              testId="new-request"
              onPress={() => go({ screen: 'filing', replaces: null })}
            >
              {text(hasDraft ? 'home.continue' : 'home.new')}
            </BigButton>
          </div>
        ) : null}
        <div className="m-columns">
          <Block title={text('home.waiting')} testId="waiting-list">
            <ListStates
              loaded={waiting.loaded}
              onRetry={waiting.reload}
              isEmpty={(page) => page.items.length === 0}
              empty={text('home.waitingEmpty')}
            >
              {(page) => page.items.map((r) => <RequestCard key={r.id} request={r} />)}
            </ListStates>
          </Block>
          <Block title={text(isCustodian ? 'home.mine' : 'home.recent')} testId="mine-list">
            <ListStates
              loaded={mine.loaded}
              onRetry={mine.reload}
              isEmpty={(page) => others(page.items).length === 0}
              empty={text(isCustodian ? (isNone ? 'home.mineEmpty' : 'home.mineElse') : 'home.recentEmpty')}
            >
              {(page) => others(page.items).map((r) => <RequestCard key={r.id} request={r} />)}
            </ListStates>
          </Block>
        </div>
      </Screen>
      <Tabs active="home" />
    </>
  );
}
