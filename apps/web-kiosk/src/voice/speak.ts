import { type Language, useLanguage } from '@hufu/ui';
import { useEffect, useSyncExternalStore } from 'react';

const storageName = 'hufu.voice';
const listeners = new Set<() => void>();

/** Whether this screen can speak at all. */
export const canSpeak = (): boolean => 'speechSynthesis' in globalThis;

/** Whether voice prompts are on, following the switch; on unless switched off. */
export function useVoice(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => localStorage.getItem(storageName) !== 'off',
  );
}

/** Switches voice prompts and remembers it on this machine. */
export function setVoice(on: boolean): void {
  localStorage.setItem(storageName, on ? 'on' : 'off');
  if (!on && canSpeak()) speechSynthesis.cancel();
  for (const listener of listeners) listener();
}

/** Speaks a sentence once for each new `occasion`; a new sentence cuts the old one short. */
export function useSpoken(sentence: string, occasion: string): void {
  const language = useLanguage();
  const isOn = useVoice();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the occasion starts it again
  useEffect(() => {
    if (isOn && sentence !== '') speak(sentence, language);
  }, [sentence, occasion, language, isOn]);
}

function speak(sentence: string, language: Language) {
  if (!canSpeak()) return;
  speechSynthesis.cancel();
  const words = new SpeechSynthesisUtterance(sentence);
  words.lang = language === 'zh' ? 'zh-CN' : 'en';
  words.rate = 0.9;
  speechSynthesis.speak(words);
}
