import type { Deed } from '../mechanism.ts';

/**
 * What platforms have no words for, by dialect and deed: fields of `fullest.ts`, in their order. The round trips hold
 * that each of these is unsayable, or told nowhere, and that all others come back.
 */
export type Unsaid = Readonly<Record<string, Partial<Record<Deed, readonly string[]>>>>;

/** What a line cannot be asked for. */
export const unsayable: Unsaid = {};

/** What an answer does not tell. */
export const untold: Unsaid = {};
