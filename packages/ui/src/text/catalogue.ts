import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { sharedTexts } from './shared-texts.ts';

/** A catalogue keeps both languages of a text beside each other, so that none can be forgotten. */
export type Catalogue = Readonly<Record<string, readonly [zh: string, en: string]>>;
/** The two languages of the product; Chinese comes first. */
export type Language = 'zh' | 'en';
/** What a text may name: `{{n}}` in the catalogue. */
export type TextParams = Readonly<Record<string, string | number>>;
/** Gives a text of the catalogue in the present language. */
export type TextOf<K extends string> = (key: K, params?: TextParams) => string;
/** Keys of the shared catalogue. */
export type SharedKey = keyof typeof sharedTexts;

const tags: Record<Language, string> = { zh: 'zh-CN', en: 'en' };
const storageName = 'hufu.language';

/** Starts i18next with the shared texts and those of one app. Call once, before the first render. */
export function startTexts(
  app: Catalogue,
  storage: Pick<Storage, 'getItem'> | undefined = storageOf(),
): void {
  const all: Catalogue = { ...sharedTexts, ...app };
  const of = (i: 0 | 1) => Object.fromEntries(Object.entries(all).map(([key, pair]) => [key, pair[i]]));
  const stored = storage?.getItem(storageName);
  void i18next.use(initReactI18next).init({
    lng: stored === tags.en ? tags.en : tags.zh,
    fallbackLng: tags.zh,
    // Keys hold dots as part of their name; texts are put into React nodes, which escape by themselves.
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: { [tags.zh]: { translation: of(0) }, [tags.en]: { translation: of(1) } },
    initAsync: false,
  });
  markDocument();
}

/** The texts of the shared catalogue and of the app `K` names, following a change of language. */
export function useTexts<K extends string = never>(): TextOf<K | SharedKey> {
  const { t } = useTranslation();
  return (key, params) => t(String(key), { ...params });
}

/** The texts outside React: titles of notifications, formatting. */
export function textNow<K extends string = never>(key: K | SharedKey, params?: TextParams): string {
  return i18next.t(String(key), { ...params });
}

/** The present language, following its change. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === tags.en ? 'en' : 'zh';
}

/** The present language outside React. */
export function languageNow(): Language {
  return i18next.language === tags.en ? 'en' : 'zh';
}

/** Changes the language and remembers it on this device. */
export async function setLanguage(language: Language): Promise<void> {
  storageOf()?.setItem(storageName, tags[language]);
  await i18next.changeLanguage(tags[language]);
  markDocument();
}

function markDocument() {
  if (typeof document !== 'undefined') document.documentElement.lang = i18next.language;
}

function storageOf(): Storage | undefined {
  return typeof localStorage === 'undefined' ? undefined : localStorage;
}
