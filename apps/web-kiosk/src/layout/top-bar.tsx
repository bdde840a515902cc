import type { KioskState } from '@hufu/contract';
import {
  BigButton,
  formatDateTime,
  formatWhen,
  Notice,
  setElderMode,
  setLanguage,
  Tag,
  useElderMode,
  useLanguage,
} from '@hufu/ui';
import { type ReactNode, useEffect, useState } from 'react';
import { useT } from '../texts.ts';
import { canSpeak, setVoice, useVoice } from '../voice/speak.ts';

const clockMs = 10_000;

/** The time of the machine: the screen's own clock may be wrong. */
export function useMachineClock(clockAheadMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), clockMs);
    return () => clearInterval(timer);
  }, []);
  return now + clockAheadMs;
}

/** Name of the machine, time, network, and the switches for voice, size and language. */
export function TopBar(props: { state: KioskState; now: number }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const isElder = useElderMode();
  const hasVoice = useVoice();
  const { machine, link } = props.state;
  return (
    <header className="k-top">
      <div className="k-top-name">
        <b>{machine.name}</b>
        <span className="k-soft">{formatDateTime(props.now, language)}</span>
        <Tag tone={link.online ? 'good' : 'warn'}>
          {text(link.online ? 'machine.online' : 'machine.offline')}
        </Tag>
      </div>
      <div className="k-top-switches">
        {canSpeak() ? (
          <BigButton kind="quiet" testId="voice" onPress={() => setVoice(!hasVoice)}>
            {text(hasVoice ? 'voice.on' : 'voice.off')}
          </BigButton>
        ) : null}
        <BigButton kind="quiet" testId="elder" onPress={() => setElderMode(!isElder)}>
          {`${text('display.elder')}${isElder ? ' ✓' : ''}`}
        </BigButton>
        <BigButton
          kind="quiet"
          testId="language"
          onPress={() => void setLanguage(language === 'zh' ? 'en' : 'zh')}
        >
          {text('display.languageOther')}
        </BigButton>
      </div>
    </header>
  );
}

/** Whether the machine was offline for so long that it may not stamp until the network is back. */
export function isTooLongOffline({ link, freshUntil }: KioskState, now: number): boolean {
  return !link.online && (freshUntil === null || freshUntil <= now);
}

/** Says since when the network is gone, what waits, and until when the machine may go on. */
export function OfflineBanner(props: { state: KioskState; now: number }): ReactNode {
  const text = useT();
  const language = useLanguage();
  const { link, freshUntil, lock } = props.state;
  if (link.online || lock === 'blank') return null;
  const isStale = isTooLongOffline(props.state, props.now);
  return (
    <div className="k-banner" data-testid="offline-banner">
      <Notice tone={isStale ? 'bad' : 'warn'}>
        <p>
          {text('link.offlineSince', { when: formatWhen(link.since, props.now, language), n: link.queued })}
        </p>
        <p>
          {isStale
            ? text('link.stale')
            : text('link.freshUntil', { when: formatDateTime(freshUntil ?? props.now, language) })}
        </p>
      </Notice>
    </div>
  );
}
