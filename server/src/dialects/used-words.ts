import type { FieldNames } from '../generation/request.ts';
import type { CreateCommand } from './mechanism.ts';

/** A field, and the words that a dialect takes for it: the one that counts first, with what this create gives there. */
export type SaidWords = readonly [
  field: Exclude<keyof FieldNames, 'roles'>,
  ...words: (readonly [word: string, value: unknown])[],
];

/** Refusals speak the client's own words: those that this create used, where they are not the dialect's usual ones. */
export function usedWords(
  usual: FieldNames,
  said: readonly SaidWords[],
): Pick<CreateCommand, 'named'> {
  const named = said.flatMap(([field, ...words]) => {
    const word = words.find(([, value]) => value !== undefined)?.[0];
    return word === undefined || word === usual[field] ? [] : [[field, word] as const];
  });
  return named.length === 0 ? {} : { named: Object.fromEntries(named) };
}
