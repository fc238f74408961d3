import type { Figure } from './figure.ts';
import { castle, lighthouse, temple, tower } from './landmarks.ts';
import { house, windmill } from './houses.ts';

export const places = { house, lighthouse, castle, tower, temple, windmill } satisfies Record<
  string,
  Figure
>;
