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

/** A thing that a prompt names, and where; `end` lies behind it. */
export interface Found<Name extends string> {
  name: Name;
  start: number;
  end: number;
}

/**
 * What a prompt names of a table, each once, in the order of the prompt. A match inside a longer one
 * does not count: a "sea of clouds" is no sea.
 */
export function namesIn<Name extends string>(
  prompt: string,
  table: readonly Word<Name>[],
): readonly Name[] {
  return [...new Set(placesIn(prompt, table).map((found) => found.name))];
}

/** The same, every time that it is named. */
export function placesIn<Name extends string>(
  prompt: string,
  table: readonly Word<Name>[],
): readonly Found<Name>[] {
  const lower = prompt.toLowerCase();
  const found = table.flatMap((word) => matches(prompt, lower, word));
  const covered = coveredOf(found);
  return found.filter((match) => !covered.has(match)).sort((a, b) => a.start - b.start);
}

/** Those that lie inside a longer match of another name. Prompts may hold tens of thousands of words. */
function coveredOf<Name extends string>(found: readonly Found<Name>[]): ReadonlySet<Found<Name>> {
  const covered = new Set<Found<Name>>();
  /** Of each name, what reaches furthest of all that began so far. */
  const furthest = new Map<Name, Found<Name>>();
  // Of those that begin together, the longest comes first.
  for (const match of found.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    for (const other of furthest.values()) {
      if (covers(other, match)) covered.add(match);
    }
    const own = furthest.get(match.name);
    if (!own || own.end < match.end) furthest.set(match.name, match);
  }
  return covered;
}

function covers(other: Found<string>, match: Found<string>): boolean {
  return (
    other.name !== match.name &&
    other.start <= match.start &&
    other.end >= match.end &&
    other.end - other.start > match.end - match.start
  );
}

function matches<Name extends string>(
  prompt: string,
  lower: string,
  word: Word<Name>,
): Found<Name>[] {
  const patterns = [
    // Most words are not there at all: only for the others a pattern is worth its cost.
    ...word.en
      .split(', ')
      .filter((phrase) => phrase.split(' ').every((part) => lower.includes(part)))
      .map(english),
    ...word.zh
      .split(' ')
      .filter((phrase) => prompt.includes(phrase))
      .map((phrase) => new RegExp(phrase, 'g')),
  ];
  return patterns.flatMap((pattern) =>
    [...prompt.matchAll(pattern)].map((match) => ({
      name: word.name,
      start: match.index,
      end: match.index + match[0].length,
    })),
  );
}

const plural = '(?:s|es)?';
const verbEnding = '(?:s|es|ed|ing|ning|ned)?';
const gap = String.raw`(?:\s+\S+){0,3}?\s+`;

/** @public Tests prove all of them linear. */
export function english(phrase: string): RegExp {
  const words = phrase.split(' ');
  const pattern =
    words.length === 1 ? phrase + plural : words.map((word) => word + verbEnding).join(gap);
  return new RegExp(String.raw`\b${pattern}\b`, 'gi');
}
