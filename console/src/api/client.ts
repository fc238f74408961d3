import type { Operations, Problem } from '../../../client/src/api-types.ts';
import { operations } from '../../../client/src/operations.ts';
import { currentLanguage } from '../i18n/start.ts';
import { ApiProblem, Unreachable } from './problem.ts';

/** The one way to the platform API: an operation by its name, what it asks and what it answers in types. */

const base = '/platform/v1';

type OperationName = keyof Operations;
type Given<Part, Value> = Value extends undefined ? unknown : { [Name in Part & string]: Value };
type Possible<Value> = Value extends undefined ? unknown : { query?: Value };

export type Ask<Name extends OperationName> = Given<'path', Operations[Name]['path']> &
  Given<'body', Operations[Name]['body']> &
  Possible<Operations[Name]['query']> & {
    signal?: AbortSignal | undefined;
    /** Of a create: the same key makes the same thing once. */
    idempotencyKey?: string;
  };
export type Answer<Name extends OperationName> = Operations[Name]['answer'];

interface AnyAsk {
  path?: Readonly<Record<string, string>>;
  query?: object;
  body?: unknown;
  signal?: AbortSignal | undefined;
  idempotencyKey?: string;
}

/** Throws ApiProblem where the server refuses, Unreachable where it is not there. */
export async function call<Name extends OperationName>(
  name: Name,
  ask: Ask<Name>,
): Promise<Answer<Name>> {
  const { method, path, sends } = operations[name];
  const isForm = sends === 'form';
  const { path: names, query, body, signal, idempotencyKey }: AnyAsk = ask;
  const response = await send(urlOf(path, names, query), {
    method,
    signal: signal ?? null,
    headers: {
      accept: 'application/json',
      'accept-language': currentLanguage(),
      // The server takes changes by a session from pages alone, which send this type.
      // Of a form the browser writes it, with what stands between its parts.
      ...(method !== 'GET' && !isForm && { 'content-type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    },
    body: body === undefined ? null : isForm ? formOf(body) : JSON.stringify(body),
  });
  if (!response.ok) throw await problemOf(response);
  // Of a 204 the answer is undefined, and so are those of other operations: their types say which.
  return (response.status === 204 ? undefined : await response.json()) as Answer<Name>;
}

function formOf(fields: unknown): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(Object(fields) as Record<string, unknown>)) {
    if (value instanceof Blob) form.append(name, value);
    else if (value !== undefined) form.append(name, String(value));
  }
  return form;
}

/** Where an operation that is only read stands, for what the browser itself fetches: streams and files. */
export function urlOf(
  path: string,
  names: Readonly<Record<string, string>> = {},
  query: object = {},
): string {
  const place = path.replace(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent(names[name] ?? ''),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) if (one !== undefined) search.append(name, String(one));
  }
  return `${base}${place}${search.size === 0 ? '' : `?${search.toString()}`}`;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Unreachable(error);
  }
}

async function problemOf(response: Response): Promise<Error> {
  const retryAfter = Number(response.headers.get('retry-after'));
  const problem: Problem | null = await response.json().catch(() => null);
  // A proxy in between answers in its own words.
  if (problem === null || typeof problem.code !== 'string') return new Unreachable(response.status);
  return new ApiProblem(problem, retryAfter > 0 ? retryAfter : null);
}
