import { fromHex } from '@hufu/contract';
import { BigButton, canUsePasskeys, formatDate, KeyGrade, ListStates, Notice, Tag, useLoad } from '@hufu/ui';
import { type ReactNode, useState } from 'react';
import { Block, Screen } from '../layout/screen.tsx';
import { toast } from '../layout/toast.ts';
import { type KnownKey, useSession, useSessionPort } from '../session/session.tsx';
import { keyStore } from '../sign/key-store.ts';
import { useT } from '../texts.ts';
import { loadRoster } from '../trust/load-roster.ts';
import { fingerprint } from '../trust/pinned-roster.ts';
import { rememberWitnesses } from './bring-to-witnesses.ts';
import { ImportKeySheet, NewBrowserKeySheet } from './new-key-sheets.tsx';
import { registerPasskey } from './register-passkey.ts';
import { RevokeKeySheet } from './revoke-key-sheet.tsx';
import { useAttempt } from './use-attempt.tsx';

/** My keys: what this phone holds, what the roster knows, and how to get rid of a lost one. */
export function KeysPage(): ReactNode {
  const text = useT();
  const { account, keys } = useSession();
  const { refresh } = useSessionPort();
  const [open, setOpen] = useState<'browser' | 'file' | null>(null);
  const [lost, setLost] = useState<KnownKey | null>(null);
  const held = useLoad(
    async () => ({ keys: await keyStore.list(account.login), passkeys: await canUsePasskeys() }),
    [account.login],
  );
  const isVillage = account.unit.level === 'village';
  const roster = useLoad(
    async () => (isVillage ? await loadRoster(account.unit.id) : null),
    [account.unit.id],
  );
  // Remembered before anything is lost: a server that withholds a revocation would not name them then.
  useLoad(rememberWitnesses, []);
  const attempt = useAttempt();
  const changed = () => {
    setOpen(null);
    held.reload();
    void refresh();
  };
  const known = (print: string) => keys.find((k) => k.thumbprint === print);
  return (
    <Screen title={text('keys.title')} back>
      <Block title={text('keys.here')} testId="held-keys">
        <ListStates
          loaded={held.loaded}
          onRetry={held.reload}
          isEmpty={(h) => h.keys.length === 0}
          empty={text('keys.hereEmpty')}
        >
          {(h) =>
            h.keys.map((k) => (
              <div key={k.thumbprint} className="m-key" data-testid="held-key">
                <KeyGrade kind={k.kind} />
                <code>{fingerprint(fromHex(k.thumbprint))}</code>
                <span className="m-soft">{formatDate(k.addedAt)}</span>
                <Tag tone={known(k.thumbprint)?.enrolled ? 'good' : 'warn'}>
                  {text(known(k.thumbprint)?.enrolled ? 'keys.enrolled' : 'keys.notEnrolled')}
                </Tag>
                <BigButton
                  kind="quiet"
                  onPress={() => void attempt.run(async () => keyStore.remove(k.thumbprint).then(changed))}
                >
                  {text('keys.forget')}
                </BigButton>
              </div>
            ))
          }
        </ListStates>
        {attempt.notice}
        <div className="m-stack">
          {held.loaded.state === 'data' && held.loaded.data.passkeys ? (
            <BigButton
              kind="verb"
              block
              testId="new-passkey"
              busy={attempt.busy}
              onPress={() =>
                void attempt.run(async () => {
                  await registerPasskey(account.login);
                  changed();
                  toast(text('keys.proposed'));
                })
              }
            >
              {text('keys.newPasskey')}
            </BigButton>
          ) : null}
          <BigButton block testId="new-browser-key" onPress={() => setOpen('browser')}>
            {text('keys.newBrowser')}
          </BigButton>
          <BigButton block testId="import-key" onPress={() => setOpen('file')}>
            {text('keys.import')}
          </BigButton>
        </div>
        <p className="m-soft">{text('keys.explain')}</p>
      </Block>
      <Block title={text('keys.known')} testId="known-keys">
        {keys.length === 0 ? <p className="m-soft">{text('keys.knownEmpty')}</p> : null}
        {keys.map((k) => (
          <div key={k.thumbprint} className="m-key">
            <KeyGrade kind={k.kind} />
            <code>{fingerprint(fromHex(k.thumbprint))}</code>
            <Tag tone={k.until !== null ? 'bad' : k.enrolled ? 'good' : 'warn'}>
              {text(k.until !== null ? 'keys.revoked' : k.enrolled ? 'keys.enrolled' : 'keys.notEnrolled')}
            </Tag>
            {k.until === null && k.enrolled ? (
              <BigButton kind="danger" testId="revoke-key" onPress={() => setLost(k)}>
                {text('keys.revoke')}
              </BigButton>
            ) : null}
          </div>
        ))}
      </Block>
      <Block title={text('keys.roster')}>
        <ListStates
          loaded={roster.loaded}
          onRetry={roster.reload}
          isEmpty={(r) => r === null}
          empty={text('keys.noRoster')}
        >
          {(r) =>
            r ? (
              <Notice tone="info">
                <p>{text('keys.rosterLine', { village: r.roster.villageName, version: r.roster.version })}</p>
                <p>
                  {text('keys.rosterPrint')} <code>{fingerprint(r.digest)}</code>
                </p>
                <p>{text('keys.rosterCompare')}</p>
              </Notice>
            ) : null
          }
        </ListStates>
      </Block>
      <NewBrowserKeySheet open={open === 'browser'} onClose={() => setOpen(null)} onDone={changed} />
      <ImportKeySheet open={open === 'file'} onClose={() => setOpen(null)} onDone={changed} />
      {lost ? (
        <RevokeKeySheet
          target={lost}
          onClose={() => setLost(null)}
          onDone={() => {
            setLost(null);
            changed();
          }}
        />
      ) : null}
    </Screen>
  );
}
