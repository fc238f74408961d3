import { languages, type Language } from '../generation/problem-texts.ts';

export const usualLanguage: Language = 'en';
/** Whoever writes more wants nobody to find out. */
const rangesMax = 20;

/** The one of our languages that a client likes best, by its `Accept-Language`; English where it likes none. */
export function languageOf(header: string | undefined): Language {
  let best: { language: Language; weight: number } | null = null;
  for (const range of (header ?? '').split(',', rangesMax)) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const language = languages.find((one) => tag === one || tag.startsWith(`${one}-`));
    const weight = weightOf(parameters);
    if (language && weight > (best?.weight ?? 0)) best = { language, weight };
  }
  return best?.language ?? usualLanguage;
}

function weightOf(parameters: readonly string[]): number {
  const given = parameters.find((one) => one.startsWith('q='));
  if (given === undefined) return 1;
  const weight = Number(given.slice(2));
  return weight >= 0 && weight <= 1 ? weight : 0;
}
