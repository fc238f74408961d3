import { z } from 'zod';
import { refuse } from '../../generation/problems.ts';
import type { EndpointOwner, KeyMode } from '../../webhooks/endpoint.ts';
import type { Principal } from '../door.ts';

/** Of what belongs to a mode: a key has to do with its own alone, a person who has signed in with both. */

export const modeWanted = z
  .enum(['live', 'test'])
  .optional()
  .describe('That of the key, or of the session, where nothing is said; a key can name no other.');

/** The mode that is asked for. Throws forbidden. */
export function modeOf({ mode, person }: Principal, asked: KeyMode | undefined): KeyMode {
  if (asked === undefined || asked === mode) return mode;
  if (person) return asked;
  throw refuse(
    'forbidden',
    `A key has to do with its own mode alone, and this one is ${mode}: use one of ${asked} mode.`,
  );
}

/** Whose, where one is named by its id. */
export function ownerOf({ accountId, mode, person }: Principal): EndpointOwner {
  return { accountId, ...(!person && { mode }) };
}
