import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Scope } from '../accounts/scopes.ts';
import type { Dialect, WireCall } from '../dialects/mechanism.ts';
import { refuseUnstorable } from '../generation/json-text.ts';
import { refuse, type ProblemError } from '../generation/problems.ts';
import { addressOf } from './addresses.ts';
import { readBody, type HeldBody } from './body.ts';
import { largeBytes, type BodyRoom } from './body-rooms.ts';
import type { Door, Principal, SignedInPerson } from './door.ts';
import { apiKey } from './headers.ts';
import { parseJson } from './json.ts';
import type { JsonReader } from './json-reader.ts';

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
  const principal = await door.authenticate(key, addressOf(request));
  if (principal === null) throw refuse('unauthorized', 'Invalid API key');
  return principal;
}

/** Throws forbidden. */
export function requireScope(
  { scopes, person }: Pick<Principal, 'scopes' | 'person'>,
  scope: Scope,
): void {
  if (scopes.has(scope)) return;
  throw refuse('forbidden', person ? personMayNot(person, scope) : keyMayNot(scope));
}

/** Throws account_suspended. */
export function refuseSuspended({ isSuspended }: Pick<Principal, 'isSuspended'>): void {
  if (!isSuspended) return;
  throw refuse(
    'account_suspended',
    'The account is suspended: what is there can be read, and what runs is finished, but nothing new is made or changed. Ask the operator.',
  );
}

function keyMayNot(scope: Scope): string {
  return `This key may not do this: it would need the scope ${scope}. Use a key that has it, or have it added.`;
}

function personMayNot({ passwordDue, role }: SignedInPerson, scope: Scope): string {
  if (passwordDue) return 'Set a password of your own first: PATCH /password takes it.';
  if (role === null) {
    return `This would need the scope ${scope} in an account, and you act for none: PATCH /session chooses one of yours.`;
  }
  return `As ${role} you may not do this: it would need the scope ${scope}. An owner of the account can give you another role.`;
}

/** Throws forbidden for a key. */
export function requirePerson({ person }: Pick<Principal, 'person'>): SignedInPerson {
  if (person) return person;
  throw refuse('forbidden', 'This is for people who have signed in: a key has no part in it.');
}

/** A route that is open, yet acts for an account, finds nobody to act for. */
export function known(principal: Principal | null): Principal {
  if (principal === null) throw refuse('unauthorized', 'Invalid API key');
  return principal;
}

export interface ReadCallBody {
  body: unknown;
  /** As in `WireCall`. */
  metadataText?: string;
  /** Makes room for others: to be called once the call is over. */
  release(): void;
  /** Of a form with files: removes those that were not kept. To be called likewise. */
  clear?(): Promise<void>;
}

/** Throws as readBody and parseJson do. */
export async function readJsonBody(
  message: IncomingMessage,
  bytesMax: number,
  room: BodyRoom,
  json: JsonReader,
): Promise<ReadCallBody> {
  return parsed(await readBody(message, bytesMax, room), json);
}

/** A JSON object before which white space and a byte order mark may stand. */
const beginsObject = /^(?:\xef\xbb\xbf)?[ \t\r\n]*\{/;
/** Nobody writes more white space before it. */
const lookedAtBytes = 1_024;

/** The same of a body that nobody has called JSON. Throws `otherwise` where it does not look like it. */
export async function readUntypedBody(
  message: IncomingMessage,
  bytesMax: number,
  room: BodyRoom,
  { json, otherwise }: { json: JsonReader; otherwise: ProblemError },
): Promise<ReadCallBody> {
  const held = await readBody(message, bytesMax, room);
  if (beginsObject.test(held.bytes.toString('latin1', 0, lookedAtBytes))) {
    return parsed(held, json);
  }
  held.release();
  throw otherwise;
}

async function parsed({ bytes, release }: HeldBody, json: JsonReader): Promise<ReadCallBody> {
  try {
    const { value: body, metadataText } =
      bytes.length > largeBytes ? await json.parse(bytes) : parseJson(bytes);
    return { body, metadataText, release };
  } catch (error) {
    release();
    throw error;
  }
}

/** Throws invalid_parameter. */
export function callOf(
  request: FastifyRequest<WireRoute>,
  body: unknown,
  metadataText?: string,
): WireCall {
  const { params: path, query } = request;
  // What cannot be stored can stand in a URL only percent-encoded.
  if (request.url.includes('%')) {
    refuseUnstorable('path', path);
    refuseUnstorable('query', query);
  }
  return metadataText === undefined ? { path, query, body } : { path, query, body, metadataText };
}
