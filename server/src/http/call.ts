import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Dialect, WireCall } from '../dialects/mechanism.ts';
import { refuse } from '../generation/problems.ts';
import { readBody, type ByteBudget } from './body.ts';
import type { Door, Principal } from './door.ts';
import { apiKey } from './headers.ts';
import { parseJson, refuseUnstorable } from './json.ts';

/** What every door does with a call before it looks at its words. */

/** Fastify's router and its query parser give strings only; they become a WireCall as they are. */
export interface WireRoute {
  Params: WireCall['path'];
  Querystring: WireCall['query'];
}

/** Who calls, by the key in one of these places. Throws unauthorized. */
export async function authenticated(
  request: FastifyRequest<WireRoute>,
  places: Dialect['keyHeaders'],
  door: Pick<Door, 'authenticate'>,
): Promise<Principal> {
  const key = apiKey(request.headers, places);
  if (key === null) {
    throw refuse('unauthorized', 'API key missing: send it as Authorization: Bearer <key>.');
  }
  const principal = await door.authenticate(key);
  if (principal === null) throw refuse('unauthorized', 'Invalid API key');
  return principal;
}

/** `heldBytes` stay taken from the budget until the caller gives them back. Throws as readBody and parseJson do. */
export async function readJsonBody(
  message: IncomingMessage,
  bytesMax: number,
  budget: ByteBudget,
): Promise<{ body: unknown; heldBytes: number }> {
  const bytes = await readBody(message, bytesMax, budget);
  try {
    return { body: parseJson(bytes), heldBytes: bytes.length };
  } catch (error) {
    budget.give(bytes.length);
    throw error;
  }
}

/** Throws invalid_parameter. */
export function callOf(request: FastifyRequest<WireRoute>, body: unknown): WireCall {
  const { params: path, query } = request;
  // What cannot be stored can stand in a URL only percent-encoded.
  if (request.url.includes('%')) {
    refuseUnstorable('path', path);
    refuseUnstorable('query', query);
  }
  return { path, query, body };
}
