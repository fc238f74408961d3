import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { excessOf } from '../../dialects/excess.ts';
import type { WireCall } from '../../dialects/mechanism.ts';
import { withoutUnset } from '../../dialects/unset.ts';
import { problemOfIssues, problemOfUnknown } from '../../generation/issues.ts';
import { ProblemError, type ProblemCode } from '../../generation/problems.ts';
import type { Principal } from '../door.ts';

/**
 * A route of the platform API as data: what is asked, what is answered, what is refused. The mount serves
 * it; its schemas are what a reference is made from.
 */
export type PlatformRoute = JsonRoute | StreamRoute;

interface RouteFacts {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/platform/v1`, parameters in braces. */
  path: string;
  /** What it does, in a few words. */
  summary: string;
  asks: Asks;
  /** Beyond what every route may refuse: a missing key, a wrong field, too much at once. */
  refuses: readonly ProblemCode[];
}

export interface JsonRoute extends RouteFacts {
  answers: { status: 200 | 201 | 202; schema: z.ZodType } | { status: 204 };
  /** Whether what is answered is not over, and worth asking for again. */
  goesOn?(answer: unknown): boolean;
  /** `call` has not passed the schemas yet. Undefined where nothing is answered. */
  act(principal: Principal, call: WireCall): Promise<unknown>;
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
  /** Whether the key that the stream was opened with is still good. */
  isAllowed(): Promise<boolean>;
  /** Sends the head of the answer; from then on the response is the stream's. */
  begin(): ServerResponse;
}

/** Strict objects, so that what nobody knows is refused by its name. Paths and queries arrive as strings. */
export interface Asks {
  path?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject;
}

type CallOf<A extends Asks> = {
  [Part in keyof Asks]-?: A[Part] extends z.ZodObject ? z.output<A[Part]> : undefined;
};

/** A route whose function gets what its schemas made of the call. */
export function jsonRoute<A extends Asks, Schema extends z.ZodType = z.ZodVoid>(
  route: RouteFacts & {
    asks: A;
    answers: { status: 200 | 201 | 202; schema: Schema } | { status: 204 };
    goesOn?(answer: unknown): boolean;
    act(principal: Principal, call: CallOf<A>): Promise<z.output<Schema>>;
  },
): JsonRoute {
  return { ...route, act: async (principal, call) => route.act(principal, read(route, call)) };
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
    open: async (principal, call, wire) => route.open(principal, read(route, call), wire),
  };
}

const parts = ['path', 'query', 'body'] as const;

/** Throws ProblemError naming the field that will not do. */
function read<A extends Asks>(
  { method, asks }: Pick<RouteFacts, 'method'> & { asks: A },
  call: WireCall,
): CallOf<A> {
  const known = parts.map((part) => {
    const schema = asks[part];
    // A change to null clears a field, where its schema says that it can be cleared.
    const keepsNull = method === 'PATCH' && part === 'body';
    return [part, schema && parsed(part, schema, call[part], keepsNull)];
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each part has passed its own schema
  return Object.fromEntries(known) as CallOf<A>;
}

function parsed(part: string, schema: z.ZodObject, sent: unknown, keepsNull: boolean): unknown {
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
    nextCursor: z.string().nullable().describe('Send it as `cursor` to go on; null: that was all.'),
  });
}
