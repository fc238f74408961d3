import type { IncomingMessage } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { Scope } from '../../accounts/scopes.ts';
import { parseCall } from '../../dialects/codec.ts';
import type {
  AnyOperation,
  Deed,
  Dialect,
  FileOperation,
  WireCall,
} from '../../dialects/mechanism.ts';
import { announcesBody } from '../body.ts';
import type { BodyRoom } from '../body-rooms.ts';
import {
  authenticated,
  known,
  readJsonBody,
  readUntypedBody,
  refuseSuspended,
  type ReadCallBody,
} from '../call.ts';
import { costHeaders } from '../cost-headers.ts';
import { admitCreate, beginCreate, refuseDraining, type Created } from '../creates.ts';
import type { Door, Principal } from '../door.ts';
import { readForm, type FormStore } from '../form.ts';
import { keyedBodyForm, lookAgainAfter, otherType } from '../headers.ts';
import { sendMedia, type MediaRoutes } from '../media.ts';
import {
  serveThrough,
  type Exchange,
  type PipelineParts,
  type Serve,
  type Steps,
} from '../pipeline.ts';
import { dialectShape, errorHandler, jsonType, sayAgain } from '../refusals.ts';
import type { Offered, Outcome } from './perform.ts';
import { performer } from './performers.ts';

/** What every operation of every dialect is served with. */
export interface OpenApiParts extends PipelineParts {
  door: Door;
  media: MediaRoutes;
  uploads: FormStore;
  isDraining(): boolean;
}

/** Where several platforms share a route. */
export interface Junction {
  dialects: readonly Dialect[];
  /** Whose words a call is answered in, once its body and its caller are known. */
  choose(principal: Principal | null, call: WireCall): Promise<Offered>;
}

/**
 * Serves one operation. What is refused on the way is answered in the shape of the operation.
 *
 * `offered` is what the route stands for; where several platforms share it, `junction` says which of them is meant.
 */
export function serveOperation(offered: Offered, parts: OpenApiParts, junction?: Junction): Serve {
  const { dialect, op } = offered;
  const dialects = junction?.dialects ?? [dialect];
  const perform = performer(offered, parts.door);
  const steps: Steps<Created> = {
    keyHeaders: op.open ? null : dialect.keyHeaders,
    needs: neededScope[op.does],
    counts: makes.has(op.does),
    changes: makes.has(op.does),
    logged: { api: dialect.name, path: op.path, isRead: isRead.has(op.does) },
    begin(exchange) {
      const { request } = exchange;
      const askAgain = async (): Promise<void> => {
        refuseSuspended(await authenticated(request, dialect.keyHeaders, parts.door));
      };
      return op.does === 'create' ? beginCreate(exchange, askAgain) : {};
    },
    admit: (exchange, held) => admit(op, parts, exchange, held),
    readBody:
      op.asks.schemas.body === undefined
        ? null
        : ({ request, principal }, { turn }) => {
            const ahead = async (): Promise<void> => {
              // What was answered took the credits, and is answered again.
              if (op.does !== 'create' || !principal || turn?.known) return;
              await parts.door.beforeBody(principal, dialects);
            };
            const room = parts.rooms.of(principal?.accountId ?? '', ahead);
            return readCallBody(request.raw, op, parts, { room, ahead });
          },
    async act({ request, reply, principal, underWay }, call, held) {
      underWay.taskId = isOfTask.has(op.does) ? idIn(call) : null;
      if (!junction) {
        const outcome = await perform(principal, call, request, held);
        underWay.taskId ??= taskOf(outcome);
        return send(reply, op, outcome);
      }
      const chosen = await junction.choose(principal, call);
      underWay.api = chosen.dialect.name;
      try {
        const act = performer(chosen, parts.door);
        const outcome = await act(principal, call, request, held);
        underWay.taskId ??= taskOf(outcome);
        return send(reply, chosen.op, outcome);
      } catch (error) {
        errorHandler(dialectShape(chosen.dialect, chosen.op), parts.log)(error, request, reply);
        return reply;
      }
    },
  };
  return serveThrough(steps, parts);
}

/** What a caller must be allowed to do for each deed; null: nothing beyond being known. */
const neededScope: Readonly<Record<Deed, Scope | null>> = {
  create: 'tasks:create',
  get: 'tasks:read',
  list: 'tasks:read',
  cancel: 'tasks:cancel',
  delete: 'tasks:cancel',
  balance: 'records:read',
  keyBalance: 'records:read',
  models: null,
  model: null,
  assetCreate: 'assets:write',
  assetCreateMany: 'assets:write',
  assetUpload: 'assets:write',
  assetGet: 'assets:read',
  assetGetMany: 'assets:read',
  assetList: 'assets:read',
  assetDelete: 'assets:write',
};

/**
 * What is refused while an account is suspended, or for being many: never a read, and never what gives something back.
 */
const makes: ReadonlySet<Deed> = new Set([
  'create',
  'assetCreate',
  'assetCreateMany',
  'assetUpload',
]);

/** Whether or not a platform asks for it with POST. */
const isRead: ReadonlySet<Deed> = new Set([
  'get',
  'list',
  'balance',
  'keyBalance',
  'models',
  'model',
  'assetGet',
  'assetGetMany',
  'assetList',
]);

const isOfTask: ReadonlySet<Deed> = new Set(['get', 'cancel', 'delete']);

/** Platforms call it by different names. */
function idIn({ path }: WireCall): string | null {
  return Object.values(path)[0] ?? null;
}

function taskOf(outcome: Outcome): string | null {
  return 'task' in outcome && outcome.task ? outcome.task.id : null;
}

/** Lists wait in a line of their own, where they are made. */
function admit(
  { does }: AnyOperation,
  parts: OpenApiParts,
  exchange: Exchange,
  held: Created,
): Promise<void> | undefined {
  const { principal, atEnd } = exchange;
  if (does === 'create') {
    if (principal) return admitCreate(exchange, parts, principal, held);
    refuseDraining(parts);
  }
  if (!principal || does === 'list' || does === 'assetList') return undefined;
  const entered = parts.traffic.read(principal.accountId);
  if (entered instanceof Promise) return entered.then(atEnd);
  atEnd(entered);
  return undefined;
}

function send(reply: FastifyReply, { status }: AnyOperation, outcome: Outcome): FastifyReply {
  reply.header('content-type', jsonType).header('cache-control', 'no-store');
  if ('passedOn' in outcome) {
    if (outcome.passedOn.status >= 400) sayAgain(reply, false);
    return reply.code(outcome.passedOn.status).send(outcome.passedOn.json);
  }
  if (outcome.replayed) reply.header('idempotent-replayed', 'true');
  if (outcome.task) reply.headers(costHeaders(outcome.task));
  if (outcome.isOpen) reply.header('retry-after', lookAgainAfter);
  return reply.code(status).send(JSON.stringify(outcome.body));
}

/** Serves the bytes of a task's file, with ranges, to whoever has a key of its account. */
export function serveFile({ dialect, op }: Offered<FileOperation>, parts: OpenApiParts): Serve {
  const steps: Steps<null> = {
    keyHeaders: dialect.keyHeaders,
    needs: 'tasks:read',
    counts: false,
    changes: false,
    logged: { api: dialect.name, path: op.path, isRead: true },
    begin: () => null,
    readBody: null,
    async act({ request, reply, principal, underWay }, call) {
      underWay.taskId = idIn(call);
      const command = op.asks.decode(parseCall(op.asks.schemas, call));
      const name = await parts.door.file(known(principal), command, dialect);
      const method = request.method === 'HEAD' ? 'HEAD' : 'GET';
      const answer = await parts.media.openNamed(name, { method, headers: request.headers });
      return sendMedia(reply, answer);
    },
  };
  return serveThrough(steps, parts);
}

async function readCallBody(
  message: IncomingMessage,
  { takes = 'json', bodyBytesMax }: AnyOperation,
  { bodyBytesMax: usualMax, json, uploads }: OpenApiParts,
  { room, ahead }: { room: BodyRoom; ahead(): Promise<void> },
): Promise<ReadCallBody> {
  const bytesMax = bodyBytesMax ?? usualMax;
  const form = announcesBody(message) ? keyedBodyForm(message.headers, takes) : 'json';
  if (form === 'form') {
    if (mayHoldFiles(message)) await ahead();
    return readForm(message, bytesMax, room, uploads);
  }
  if (form === 'untyped') {
    return readUntypedBody(message, bytesMax, room, { json, otherwise: otherType(takes) });
  }
  return readJsonBody(message, bytesMax, room, json);
}

/** A form of texts alone is smaller. */
const filesBytes = 65_536;

function mayHoldFiles({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? Infinity) > filesBytes;
}
