import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Transaction } from 'kysely';
import { z } from 'zod';
import type { Scope } from '../../accounts/scopes.ts';
import { excessOf } from '../../dialects/excess.ts';
import type { WireCall } from '../../dialects/mechanism.ts';
import { withoutUnset } from '../../dialects/unset.ts';
import { problemOfIssues, problemOfUnknown } from '../../generation/issues.ts';
import type { Language } from '../../generation/problem-texts.ts';
import { ProblemError, type ProblemCode } from '../../generation/problems.ts';
import type { Visit } from '../browser-sessions.ts';
import { known, requirePerson } from '../call.ts';
import { isOfAccount } from '../../people/roles.ts';
import type { Created } from '../creates.ts';
import type { Tables } from '../../postgres/tables.ts';
import type { Principal, SignedInPerson } from '../door.ts';

/**
 * A route of the platform API as data: what is asked, what is answered, what is refused. The mount serves
 * it; its schemas are what a reference is made from.
 */
export type PlatformRoute = JsonRoute | StreamRoute | StoredFileRoute;

export interface RouteFacts {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/platform/v1`, parameters in braces. */
  path: string;
  /** What it does, in a few words. */
  summary: string;
  /** What clients call it, where the name that its path makes is no good one. */
  name?: string;
  /** What the caller must be allowed to do; null: whoever is known may ask. */
  needs: Scope | null;
  /** Of a POST that takes something away: it is refused neither for being many nor while the account is suspended. */
  frees?: true;
  /** Who may ask where that is not whoever has a key or has signed in. */
  isFor?: 'anybody' | 'people';
  asks: Asks;
  /** In place of a JSON body: a form with files. */
  form?: TakenForm;
  /** Beyond what every route may refuse: a missing key, a wrong field, too much at once. */
  refuses: readonly ProblemCode[];
  /** Of one that goes: each of its answers says so. */
  deprecated?: Deprecation;
}

interface TakenForm {
  schema: z.ZodObject;
  bytesMax: number;
}

interface Deprecation {
  /** ISO 8601 dates: since when it should not be used any more, and from when it is not there. */
  since: string;
  sunset: string;
}

export interface JsonRoute extends RouteFacts {
  answers: Answers;
  /** Whether what is answered is not over, and worth asking for again. */
  goesOn?(answer: unknown): boolean;
  /** What is waited for before the call has a turn, and so keeps nobody else’s. Resolves whether it was. */
  waits?(principal: Principal, call: WireCall, left: AbortSignal): Promise<boolean>;
  /** Of a create that may be sent again under its idempotency key. */
  creates?: Creates;
  /**
   * `call` has not passed the schemas yet, and of a route that is for anybody nobody is known. Undefined where nothing
   * is answered.
   */
  act(principal: Principal | null, call: WireCall, visit: Visit): Promise<unknown>;
  /** Instead of `act`, of one that makes a task: it waits and is repeated as the creates of dialects are. */
  makesTask?(principal: Principal, call: WireCall, making: TaskMaking): Promise<MadeTask>;
  /** As what else it is answered, where that is asked for. */
  files?: RouteFiles<WireCall>;
}

/** JSON, nothing at all, or a file alone. */
type Answers =
  { status: 200 | 201 | 202; schema: z.ZodType } | { status: 204 } | { status: 200; isFile: true };

export interface RouteFiles<Call> {
  /** Media types, one of which is answered. */
  types: readonly string[];
  /** Null: JSON is asked for. */
  make(principal: Principal, call: Call, asking: Asking): Promise<RouteFile | null>;
}

/** Who asks for a file, beside the principal. */
export interface Asking {
  visit: Visit;
  /** That the client likes best. */
  language: Language;
}

/** Of a call that makes a task: who waits for it, and what its headers say of how it is repeated. */
export interface TaskMaking {
  created: Created;
  headers: IncomingHttpHeaders;
}

export interface MadeTask<Answer = unknown> {
  answer: Answer;
  /** True: an earlier request made it. */
  replayed: boolean;
  taskId: string;
  /** Where it is read. */
  location: string;
}

export interface RouteFile {
  name: string;
  /** With the character set, where it is a text. */
  type: string;
  body: string | Buffer | Readable;
  /** Of a stream: how long it is. */
  bytes?: number;
  /** Of a page that is shown, and not saved. */
  contentSecurityPolicy?: string;
}

/** To be called in the transaction that makes it. */
export type Remember = (transaction: Transaction<Tables>, subjectId: string) => Promise<void>;

export interface Making {
  remember: Remember;
  visit: Visit;
}

export interface Creates {
  make(principal: Principal | null, call: WireCall, making: Making): Promise<unknown>;
  /** What was made, as it is now, without what is shown once. */
  again(principal: Principal, subjectId: string): Promise<unknown>;
}

/** The bytes of a file of ours, with ranges. */
export interface StoredFileRoute extends RouteFacts {
  /** As which types it comes. */
  types: readonly string[];
  /** Its name, as signed links have it. `call` has not passed the schemas yet. */
  file(principal: Principal, call: WireCall): Promise<string>;
}

export function storedFileRoute<A extends Asks>(
  route: Omit<StoredFileRoute, 'method' | 'asks' | 'file'> & {
    asks: A;
    file(principal: Principal, call: CallOf<A>): Promise<string>;
  },
): StoredFileRoute {
  const facts = { ...route, method: 'GET' } as const;
  return {
    ...facts,
    file: async (principal, call) => route.file(principal, readCall(facts, call)),
  };
}

/** A stream of server-sent events. */
export interface StreamRoute extends RouteFacts {
  /** By type of event, the schema of its data. */
  streams: Readonly<Record<string, z.ZodType>>;
  /** False, and nothing begun: there is nothing more to come, ever. */
  open(principal: Principal, call: WireCall, wire: StreamWire): Promise<boolean>;
}

export interface StreamWire {
  lastEventId: string | undefined;
  /** Whether the key that the stream was opened with is still good, for the route and for these as well. */
  isAllowed(needs?: readonly Scope[]): Promise<boolean>;
  /** Sends the head of the answer; from then on the response is the stream's. */
  begin(): ServerResponse;
}

/** Strict objects, so that what nobody knows is refused by its name. Paths and queries arrive as strings. */
export interface Asks {
  path?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject;
}

export type CallOf<A extends Asks> = {
  [Part in keyof Asks]-?: A[Part] extends z.ZodObject ? z.output<A[Part]> : undefined;
} & Pick<WireCall, 'metadataText'>;

interface JsonFacts<A extends Asks, Schema extends z.ZodType> extends RouteFacts {
  asks: A;
  answers: { status: 200 | 201 | 202; schema: Schema } | { status: 204 };
}

/** A route whose function gets what its schemas made of the call. */
export function jsonRoute<A extends Asks, Schema extends z.ZodType = z.ZodVoid>(
  route: JsonFacts<A, Schema> & {
    goesOn?(answer: unknown): boolean;
    waits?(principal: Principal, call: CallOf<A>, left: AbortSignal): Promise<boolean>;
    act(principal: Principal, call: CallOf<A>, visit: Visit): Promise<z.output<Schema>>;
    files?: RouteFiles<CallOf<A>>;
  },
): JsonRoute {
  const { files, waits, ...rest } = route;
  return {
    ...rest,
    act: async (principal, call, visit) =>
      route.act(known(principal), readCall(route, call), visit),
    ...(waits && {
      waits: async (principal, call, left) => waits(principal, readCall(route, call), left),
    }),
    ...(files && { files: readFiles(route, files) }),
  };
}

function readFiles<A extends Asks>(
  route: Pick<RouteFacts, 'method'> & { asks: A },
  { types, make }: RouteFiles<CallOf<A>>,
): RouteFiles<WireCall> {
  return {
    types,
    make: async (principal, call, asking) => make(principal, readCall(route, call), asking),
  };
}

/** A route that answers a file and nothing else. */
export function fileRoute<A extends Asks>(
  route: Omit<RouteFacts, 'method'> & {
    asks: A;
    types: readonly string[];
    make(principal: Principal, call: CallOf<A>, asking: Asking): Promise<RouteFile>;
  },
): JsonRoute {
  const { types, make, ...rest } = route;
  const facts = { ...rest, method: 'GET' } as const;
  return {
    ...facts,
    answers: { status: 200, isFile: true },
    files: readFiles(facts, { types, make }),
    act: () => Promise.reject(new Error('it answers a file alone')),
  };
}

/** The same of a route that makes a task. */
export function taskRoute<A extends Asks, Schema extends z.ZodType>(
  route: Omit<JsonFacts<A, Schema>, 'method'> & {
    make(
      principal: Principal,
      call: CallOf<A>,
      making: TaskMaking,
    ): Promise<MadeTask<z.output<Schema>>>;
  },
): JsonRoute {
  const { make, ...rest } = route;
  const facts = { ...rest, method: 'POST' } as const;
  const makesTask = async (principal: Principal, call: WireCall, making: TaskMaking) =>
    make(principal, readCall(facts, call), making);
  return {
    ...facts,
    goesOn: () => true,
    makesTask,
    async act(principal, call) {
      const { answer } = await makesTask(known(principal), call, { created: {}, headers: {} });
      return answer;
    },
  };
}

/** The same of a route for people: no key may ask. */
export function personRoute<A extends Asks, Schema extends z.ZodType = z.ZodVoid>(
  route: Omit<JsonFacts<A, Schema>, 'needs' | 'isFor'> & {
    act(person: Person, call: CallOf<A>, visit: Visit): Promise<z.output<Schema>>;
  },
): JsonRoute {
  return {
    ...route,
    needs: null,
    isFor: 'people',
    act: async (principal, call, visit) =>
      route.act(asPerson(known(principal)), readCall(route, call), visit),
  };
}

/** The same of a route for anybody. */
export function openRoute<A extends Asks, Schema extends z.ZodType = z.ZodVoid>(
  route: Omit<JsonFacts<A, Schema>, 'needs' | 'isFor'> & {
    act(call: CallOf<A>, visit: Visit): Promise<z.output<Schema>>;
  },
): JsonRoute {
  return {
    ...route,
    needs: null,
    isFor: 'anybody',
    act: async (_principal, call, visit) => route.act(readCall(route, call), visit),
  };
}

/** A principal who is a person. */
export type Person = Principal & { person: SignedInPerson };

function asPerson(principal: Principal): Person {
  return { ...principal, person: requirePerson(principal) };
}

export function streamRoute<A extends Asks>(
  route: RouteFacts & {
    asks: A;
    streams: StreamRoute['streams'];
    open(principal: Principal, call: CallOf<A>, wire: StreamWire): Promise<boolean>;
  },
): StreamRoute {
  return {
    ...route,
    open: async (principal, call, wire) => route.open(principal, readCall(route, call), wire),
  };
}

/** All that a route may refuse, what every one may included. */
export function problemsOf(route: PlatformRoute): ProblemCode[] {
  const { method, isFor, asks, form, refuses } = route;
  const needsQuery = asks.query?.safeParse({}).success === false;
  return [
    ...new Set<ProblemCode>([
      ...(isFor === 'anybody' ? [] : (['unauthorized'] as const)),
      ...(isFor === 'anybody' && method === 'GET' ? [] : (['forbidden'] as const)),
      'invalid_parameter',
      ...(needsQuery || asks.body || form ? (['missing_parameter'] as const) : []),
      ...(asks.body || form ? (['malformed_body', 'body_too_large'] as const) : []),
      // A page of another origin could send other types without being asked whether it may.
      ...(method === 'GET' ? [] : (['unsupported_media_type'] as const)),
      // Of keys, so many creates and changes a minute; of people who sign in, tries. Reads are never refused for being many.
      ...(countsOf(route) ? (['rate_limited'] as const) : []),
      ...(changesAccount(route) ? (['account_suspended'] as const) : []),
      ...('creates' in route || 'makesTask' in route ? (['idempotency_mismatch'] as const) : []),
      ...refuses,
      'internal',
      'overloaded',
    ]),
  ];
}

/** Whether it is one of the creates and changes of which a caller may make so many: not what takes something away. */
export function countsOf({ method, frees }: Pick<RouteFacts, 'method' | 'frees'>): boolean {
  return (method === 'POST' || method === 'PATCH') && frees !== true;
}

/** Whether such a one is of the account: neither of the person alone, nor of the installation, nor of nobody known. */
export function changesAccount({ isFor, needs, ...route }: RouteFacts): boolean {
  return countsOf(route) && isFor === undefined && (needs === null || isOfAccount(needs));
}

const parts = ['path', 'query', 'body'] as const;

/** Throws ProblemError naming the field that will not do. */
export function readCall<A extends Asks>(
  { method, asks }: Pick<RouteFacts, 'method'> & { asks: A },
  call: WireCall,
): CallOf<A> {
  const known = parts.map((part) => {
    const schema = asks[part];
    // A change to null clears a field, where its schema says that it can be cleared.
    const keepsNull = method === 'PATCH' && part === 'body';
    return [part, schema && readPart(part, schema, call[part], keepsNull)];
  });
  const { metadataText } = call;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each part has passed its own schema
  return { ...Object.fromEntries(known), metadataText } as CallOf<A>;
}

/** Throws ProblemError naming the field that will not do. */
export function readPart<Schema extends z.ZodObject>(
  part: string,
  schema: Schema,
  sent: unknown,
  keepsNull = false,
): z.output<Schema> {
  const excess = excessOf(schema, sent);
  if (excess) throw new ProblemError(problemOfIssues({ issues: [excess] }, sent, part));
  const value = keepsNull ? sent : withoutUnset(schema, sent);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const unknown = result.error.issues.find((issue) => issue.code === 'unrecognized_keys');
  if (!unknown) throw new ProblemError(problemOfIssues(result.error, value, part));
  throw new ProblemError(problemOfUnknown(unknown, Object.keys(schema.shape), part));
}

/** A whole number in a path or a query. */
export function wholeNumber(least: number, most: number) {
  const error = `must be a whole number from ${String(least)} to ${String(most)}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, { error, abort: true })
    .transform(Number)
    .pipe(z.int().min(least, { error }).max(most, { error }));
}

/** In a path; one that cannot be an id is simply of nothing. */
export const idPath = z.strictObject({ id: z.string() });

/** A part of a list, the newest first. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    data: z.array(item),
    nextCursor: z
      .string()
      .nullable()
      .describe('Send it as `cursor` to go on; null: that was all.')
      .meta({ examples: [null] }),
  });
}
