import type { ClaimView } from '@hufu/contract';
import { ListStates, useLoad } from '@hufu/ui';
import type { ReactNode } from 'react';
import { PageHead } from '../layout/page-head.tsx';
import { client } from '../session/api.ts';
import { useSession } from '../session/session.tsx';
import { useT } from '../texts.ts';
import { ClaimCard } from './claim-card.tsx';

/** Who waits and how to find it stands first; what was dealt with comes after, newest first. */
export function splitClaims(items: readonly ClaimView[]): { waiting: ClaimView[]; done: ClaimView[] } {
  const oldestFirst = [...items].sort((a, b) => a.at - b.at);
  return {
    waiting: oldestFirst.filter((c) => c.state === 'waiting'),
    done: oldestFirst.filter((c) => c.state !== 'waiting').reverse(),
  };
}

/** Machines that ask for their place: their six digits are compared, or they are turned away. */
export function ClaimsPage(): ReactNode {
  const text = useT();
  const { may } = useSession();
  const { loaded, reload } = useLoad((signal) => client.maintenance.listClaims(undefined, { signal }), [], {
    everyMs: 10_000,
  });
  return (
    <>
      <PageHead title={text('menu.claims')}>
        <p className="d-soft">{text('claims.explain')}</p>
      </PageHead>
      <ListStates loaded={loaded} onRetry={reload}>
        {({ items }) => {
          const { waiting, done } = splitClaims(items);
          return (
            <div className="d-stack">
              {waiting.length === 0 ? (
                <div className="h-state" data-testid="no-claims">
                  <strong>{text('claims.empty')}</strong>
                  <span>{text('claims.emptyTodo')}</span>
                </div>
              ) : null}
              <div className="d-grid">
                {waiting.map((claim) => (
                  <ClaimCard
                    key={claim.id}
                    claim={claim}
                    mayAdmit={may.has('maintenance.provisionMachine')}
                    onDone={reload}
                  />
                ))}
              </div>
              {done.length > 0 ? (
                <>
                  <h2>{text('claims.done')}</h2>
                  <div className="d-grid">
                    {done.map((claim) => (
                      <ClaimCard key={claim.id} claim={claim} mayAdmit={false} onDone={reload} />
                    ))}
                  </div>
                </>
              ) : null}
            </div>
          );
        }}
      </ListStates>
    </>
  );
}
