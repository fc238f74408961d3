import type { Perform } from './perform.ts';
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { decodeCall, parseCall } from '../../dialects/codec.ts';
import type {
  AnyOperation,
  Deed,
  Dialect,
  FileOperation,
  Operation,
  WireCall,
} from '../../dialects/mechanism.ts';
import { refuse } from '../../generation/problems.ts';
import type { TaskView } from '../../generation/view.ts';
import { announcesBody } from '../body.ts';
import type { BodyRoom, BodyRooms } from '../body-rooms.ts';
import {
  authenticated,
  callOf,
  readJsonBody,
  readUntypedBody,
  type ReadCallBody,
  type WireRoute,
} from '../call.ts';
import { discardBody } from '../discard.ts';
import { orFormer } from './former.ts';
import type { Door, PlainDeed, PlainDeeds, Principal } from '../door.ts';
import { followCaller, type Followed } from '../hang-ups.ts';
import { callerLeft } from '../../tasks/caller.ts';
import { fingerprint } from '../../tasks/fingerprint.ts';
import type { KeyTurn } from '../../tasks/idempotency.ts';
import { readForm, type FormStore } from '../form.ts';
import { idempotencyKey, keyedBodyForm, lookAgainAfter, otherType, saysRetry } from '../headers.ts';
import type { JsonReader } from '../json-reader.ts';
import { sendMedia, type MediaRoutes } from '../media.ts';
import { dialectShape, errorHandler, jsonType, sayAgain } from '../refusals.ts';
import type { Traffic } from '../traffic.ts';

/** What every operation of every dialect is served with. */
export interface OpenApiParts {
  door: Door;
  media: MediaRoutes;
  uploads: FormStore;
  log: Logger;
  rooms: BodyRooms;
  json: JsonReader;
  traffic: Traffic;
  /** Most bytes of a body where an operation names no other bound. */
  bodyBytesMax: number;
  /** Requests that take longer are logged. */
  slowMs: number;
  isDraining(): boolean;
}

/** An operation and whose it is. */
export interface Offered<Served = AnyOperation> {
  dialect: Dialect;
  op: Served;
}

/** Where several platforms share a route. */
export interface Junction {
  dialects: readonly Dialect[];
  /** Whose words a call is answered in, once its body and its caller are known. */
  choose(principal: Principal | null, call: WireCall): Promise<Offered>;
}

/**
 * Serves one operation: key, body, schemas, decode, the core's door, encode. What is refused on the way
 * is answered in the shape of the operation. No byte of a body is read before the key is known.
 *
 * `offered` is what the route stands for; where several platforms share it, `junction` says which of them is meant.
 *
 * It is an `onRequest` hook that answers: Fastify's own steps between there and a handler look at
 * the content type before anybody has looked at the key, and cost a submit a tenth of its speed.
 */
export function serveOperation(offered: Offered, parts: OpenApiParts, junction?: Junction) {
  const { log, door, traffic } = parts;
  const { dialect, op } = offered;
  const perform = performer(offered, door);
  const takesBody = op.asks.schemas.body !== undefined;
  const dialects = junction?.dialects ?? [dialect];

  return async (request: FastifyRequest<WireRoute>, reply: FastifyReply): Promise<FastifyReply> => {
    const startedMs = performance.now();
    let release: (() => void) | undefined;
    let clear: (() => Promise<void>) | undefined;
    let leave: (() => void) | undefined;
    let turn: KeyTurn | undefined;
    let chosen = offered;
    const caller = op.does === 'create' ? followCaller(request.raw, reply.raw) : undefined;
    try {
      const principal = op.open ? null : await authenticated(request, dialect.keyHeaders, door);
      if (op.does === 'create' && parts.isDraining()) throw stopping();
      const entered = principal && enter(traffic, op.does, principal);
      // Where there is room, without a turn of the queue of promises.
      leave = (entered instanceof Promise ? await entered : entered) ?? undefined;

      // Whoever waits for another request with their key waits unread, and holds nothing.
      if (caller && principal) turn = await takeKey(request, parts, principal, caller);
      let body: unknown;
      let metadataText: string | undefined;
      if (takesBody) {
        const ahead = async (): Promise<void> => {
          // What was answered took the credits, and is answered again.
          if (op.does !== 'create' || !principal || turn?.known) return;
          await door.beforeBody(principal, dialects);
        };
        const room = parts.rooms.of(principal?.accountId ?? '', ahead);
        const read = await readCallBody(request, op, parts, { room, ahead });
        ({ release, clear } = read);
        ({ body, metadataText } = read);
      } else {
        discardBody(request.raw);
      }
      const call = callOf(request, body, metadataText);
      if (junction) chosen = await junction.choose(principal, call);
      const act = chosen === offered ? perform : performer(chosen, door);
      const askAgain = (): Promise<unknown> => authenticated(request, dialect.keyHeaders, door);
      const outcome = await act(principal, call, request, { turn, caller, askAgain });
      reply.header('content-type', jsonType).header('cache-control', 'no-store');
      if ('passedOn' in outcome) {
        if (outcome.passedOn.status >= 400) sayAgain(reply, false);
        return reply.code(outcome.passedOn.status).send(outcome.passedOn.json);
      }
      if (outcome.replayed) reply.header('idempotent-replayed', 'true');
      if (outcome.isOpen) reply.header('retry-after', lookAgainAfter);
      return reply.code(chosen.op.status).send(JSON.stringify(outcome.body));
    } catch (error) {
      if (chosen === offered) throw error;
      errorHandler(dialectShape(chosen.dialect, chosen.op), log)(error, request, reply);
      return reply;
    } finally {
      turn?.end(false);
      caller?.leave();
      release?.();
      leave?.();
      // Soon done, or given up.
      if (clear) await clear();
      const tookMs = performance.now() - startedMs;
      if (tookMs > parts.slowMs) {
        log.warn(
          { requestId: request.id, dialect: dialect.name, does: op.does, tookMs },
          'slow request',
        );
      }
    }
  };
}

/** Undefined: a create without an idempotency key. */
async function takeKey(
  { headers }: FastifyRequest<WireRoute>,
  { door, isDraining }: OpenApiParts,
  principal: Principal,
  caller: Followed,
): Promise<KeyTurn | undefined> {
  let key: string | null;
  try {
    key = idempotencyKey(headers);
  } catch {
    // Told once it is known in whose words.
    return undefined;
  }
  if (key === null) return undefined;
  return door.takeKey(principal, key, () => {
    if (caller.isGone() === true) return callerLeft();
    return isDraining() ? stopping() : null;
  });
}

/** Lists wait in a line of their own, where they are made. */
function enter(traffic: Traffic, does: Deed, { accountId }: Principal) {
  if (does === 'create') return traffic.create(accountId);
  return does === 'list' || does === 'assetList' ? null : traffic.read(accountId);
}

/** Serves the bytes of a task's file, with ranges, to whoever has a key of its account. */
export function serveFile({ dialect, op }: Offered<FileOperation>, parts: OpenApiParts) {
  return async (request: FastifyRequest<WireRoute>, reply: FastifyReply): Promise<FastifyReply> => {
    const principal = await authenticated(request, dialect.keyHeaders, parts.door);
    const call = parseCall(op.asks.schemas, callOf(request, undefined));
    const command = op.asks.decode(call);
    const name = await parts.door.file(principal, command, dialect);
    const method = request.method === 'HEAD' ? 'HEAD' : 'GET';
    const answer = await parts.media.openNamed(name, { method, headers: request.headers });
    return sendMedia(reply, answer);
  };
}

async function readCallBody(
  { raw, headers }: FastifyRequest<WireRoute>,
  { takes = 'json', bodyBytesMax }: AnyOperation,
  { bodyBytesMax: usualMax, json, uploads }: OpenApiParts,
  { room, ahead }: { room: BodyRoom; ahead(): Promise<void> },
): Promise<ReadCallBody> {
  const bytesMax = bodyBytesMax ?? usualMax;
  const form = announcesBody(raw) ? keyedBodyForm(headers, takes) : 'json';
  if (form === 'form') {
    if (mayHoldFiles(raw)) await ahead();
    return readForm(raw, bytesMax, room, uploads);
  }
  if (form === 'untyped') {
    return readUntypedBody(raw, bytesMax, room, { json, otherwise: otherType(takes) });
  }
  return readJsonBody(raw, bytesMax, room, json);
}

/** A form of texts alone is smaller. */
const filesBytes = 65_536;

function mayHoldFiles({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? Infinity) > filesBytes;
}

function performer({ dialect, op }: Offered, door: Door): Perform {
  if (op.does === 'create') {
    return async (principal, call, request, created) => {
      const key = idempotencyKey(request.headers);
      const who = known(principal);
      const said = (): string => fingerprint(dialect.name, call);
      const again =
        key === null && saysRetry(request.headers) ? await door.takeUnanswered(who, said()) : null;
      const { view, replayed } = again
        ? { view: again, replayed: true }
        : await door.create(who, {
            ...created,
            dialect,
            idempotencyKey: key,
            decode: () => decodeCall(op, call),
          });
      if (key === null) {
        await created?.caller?.unheard(() => {
          // Where it cannot be noted, a retry makes a task, as any create without a key.
          door.noteUnanswered(who, said(), view.id).catch(() => undefined);
        });
      }
      return { body: op.answers.encode(view), replayed, isOpen: isOpen(view) };
    };
  }
  if (op.does === 'models') {
    return async (_principal, call) => {
      const command = decodeCall(op, call);
      return { body: op.answers.encode(door.models(dialect, command)), replayed: false };
    };
  }
  if (op.does === 'model') {
    return async (_principal, call) => {
      const command = decodeCall(op, call);
      return { body: op.answers.encode(door.model(dialect, command)), replayed: false };
    };
  }
  const perform = op.does === 'get' ? reader(dialect, op, door) : plainPerformer(dialect, op, door);
  const isOfTask = op.does === 'get' || op.does === 'cancel' || op.does === 'delete';
  return isOfTask && door.former ? orFormer(perform, dialect, op, door.former) : perform;
}

function reader(dialect: Dialect, op: Operation<'get'>, deeds: PlainDeeds): Perform {
  return async (principal, call) => {
    const view = await deeds.get(known(principal), decodeCall(op, call), dialect);
    return { body: op.answers.encode(view), replayed: false, isOpen: isOpen(view) };
  };
}

function isOpen({ state }: TaskView): boolean {
  return state === 'queued' || state === 'running';
}

function plainPerformer<D extends PlainDeed>(
  dialect: Dialect,
  op: Operation<D>,
  deeds: PlainDeeds,
): Perform {
  return async (principal, call) => {
    const result = await deeds[op.does](known(principal), decodeCall(op, call), dialect);
    return { body: op.answers.encode(result), replayed: false };
  };
}

/** An operation that is open, yet acts for an account, finds nobody to act for. */
function known(principal: Principal | null): Principal {
  if (principal === null) throw refuse('unauthorized', 'Invalid API key');
  return principal;
}

function stopping(): Error {
  return refuse('overloaded', 'This server is stopping. Send the request again in a moment.', {
    retryAfterSeconds: 2,
  });
}
