import { createInstance } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { pageLanguages, type Language } from './languages.ts';

/** The words of one language are one file; the other is fetched when somebody switches. */
const wordsOf = {
  zh: () => import('./zh.ts'),
  en: () => import('./en.ts'),
};

const kept = 'filmgate.language';

const i18n = createInstance();

export async function startWords(): Promise<void> {
  const language = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';
  await i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: (await wordsOf[language]()).words } },
    keySeparator: false,
    nsSeparator: false,
    // React writes text as text.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
}

export async function switchLanguage(language: Language): Promise<void> {
  if (!i18n.hasResourceBundle(language, 'translation')) {
    i18n.addResourceBundle(language, 'translation', (await wordsOf[language]()).words);
  }
  await i18n.changeLanguage(language);
  localStorage.setItem(kept, language);
  document.documentElement.lang = pageLanguages[language];
}

export const currentLanguage = (): Language => (i18n.language === 'zh' ? 'zh' : 'en');

export function useLanguage(): Language {
  const { i18n: current } = useTranslation();
  return current.language === 'zh' ? 'zh' : 'en';
}
