import type { Deed } from '../mechanism.ts';

/** By dialect, and by deed: fields of `fullest.ts`, in their order. */
type Unsaid = Readonly<Record<string, Partial<Record<Deed, readonly string[]>>>>;

/**
 * What platforms have no words for. The round trips hold that each of these is unsayable, whatever it is asked with,
 * and that all others come back.
 */
export const unsayable: Unsaid = {};

/**
 * What answers do not tell; where one of several that do the same tells less or more, by its deed and path. The round trips hold
 * that nothing can be read of these, and that all others come back.
 */
export const untold: Readonly<Record<string, Partial<Record<string, readonly string[]>>>> = {};
