import { z } from 'zod';
import { refuse } from '../../generation/problems.ts';
import { platformOpenApi } from './openapi.ts';
import { personRoute, type PlatformRoute } from './route.ts';

/** The whole document, for those who run the installation: what is theirs alone is left out of the public one. */
export function documentRoute(
  routes: () => readonly PlatformRoute[],
  contact: string | null,
): PlatformRoute {
  return personRoute({
    method: 'GET',
    path: '/openapi',
    summary: 'Read the OpenAPI document with what is for operators alone',
    name: 'getWholeDocument',
    asks: {},
    answers: {
      status: 200,
      schema: z
        .looseObject({ openapi: z.literal('3.1.0') })
        .describe('As /openapi.json, which everybody may read, and more.'),
    },
    refuses: [],
    act({ person }) {
      if (person.operatorRole !== null) {
        return Promise.resolve({ ...platformOpenApi(routes(), contact) });
      }
      return Promise.reject(refuse('forbidden', 'Operators alone read this: see /openapi.json.'));
    },
  });
}
