/**
 * One thing that a prompt may name. English words match whole, also in the plural; phrases of several
 * words match with verb endings and up to three words in between: "pan left" finds "pans slowly to the
 * left". Chinese words match anywhere.
 */
export interface Word<Name extends string> {
  name: Name;
  /** Separated by a comma and a space. */
  en: string;
  /** Separated by a space. */
  zh: string;
}

/** What a prompt names of a table, each once, in the order of the prompt. */
export function namesIn<Name extends string>(
  prompt: string,
  table: readonly Word<Name>[],
): readonly Name[] {
  return table
    .map((word) => ({ name: word.name, at: firstPlace(prompt, word) }))
    .filter((found) => found.at >= 0)
    .sort((a, b) => a.at - b.at)
    .map((found) => found.name);
}

function firstPlace<Name extends string>(prompt: string, word: Word<Name>): number {
  const places = [
    ...word.en.split(', ').map((phrase) => prompt.search(english(phrase))),
    ...word.zh.split(' ').map((phrase) => prompt.indexOf(phrase)),
  ].filter((place) => place >= 0);
  return places.length === 0 ? -1 : Math.min(...places);
}

const plural = '(?:s|es)?';
const verbEnding = '(?:s|es|ed|ing|ning|ned)?';
const gap = String.raw`(?:\s+\S+){0,3}?\s+`;

function english(phrase: string): RegExp {
  const words = phrase.split(' ');
  const pattern =
    words.length === 1 ? phrase + plural : words.map((word) => word + verbEnding).join(gap);
  return new RegExp(String.raw`\b${pattern}\b`, 'i');
}
