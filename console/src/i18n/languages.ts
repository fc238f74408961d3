export type Language = 'zh' | 'en';

/** What the attribute `lang` of the page says. */
export const pageLanguages: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' };
