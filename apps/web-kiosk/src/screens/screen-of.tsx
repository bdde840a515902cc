import type { KioskState } from '@hufu/contract';
import type { ReactNode } from 'react';
import { FinishedScreen, LockScreen, StoppedScreen } from './end-screens.tsx';
import { IdleScreen } from './idle-screen.tsx';
import { ComparingScreen, PlacePaperScreen, RefusedScreen, UnsureScreen } from './paper-screens.tsx';
import { NoticeScreen, PersonScreen, PresenceScreen } from './presence-screens.tsx';
import { ConfirmScreen, NotPressedScreen, PressingScreen, ResultScreen } from './press-screens.tsx';

/** The screen that the machine's state asks for. */
export function ScreenOf(props: { state: KioskState }): ReactNode {
  const { screen, lock } = props.state;
  // A locked machine starts nothing; a job under way tells by its own screen how it ends, one that is over gives way.
  const isOver = screen.name === 'idle' || screen.name === 'finished';
  if (lock !== 'ready' && isOver) return <LockScreen lock={lock} />;
  switch (screen.name) {
    case 'idle':
      return <IdleScreen />;
    case 'notice':
      return <NoticeScreen screen={screen} />;
    case 'person':
      return <PersonScreen screen={screen} />;
    case 'presence':
      return <PresenceScreen screen={screen} />;
    case 'placePaper':
      return <PlacePaperScreen screen={screen} />;
    case 'comparing':
      return <ComparingScreen screen={screen} />;
    case 'refused':
      return <RefusedScreen key={screen.frame} screen={screen} />;
    case 'unsure':
      return <UnsureScreen key={screen.frame} screen={screen} />;
    case 'confirm':
      return <ConfirmScreen key={screen.frame} screen={screen} />;
    case 'pressing':
    case 'checkingAfter':
      return <PressingScreen screen={screen} />;
    case 'result':
      return <ResultScreen key={screen.frame} screen={screen} />;
    case 'notPressed':
      return <NotPressedScreen screen={screen} />;
    case 'finished':
      return <FinishedScreen screen={screen} />;
    case 'stopped':
      return <StoppedScreen screen={screen} />;
    default:
      return screen satisfies never;
  }
}
