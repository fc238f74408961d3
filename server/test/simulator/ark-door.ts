/** The upstream's own door: takes calls as Ark does, unless a fault is set. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { answerFile } from '../../src/media/serve.ts';
import type { SimulatorClock } from './clock.ts';
import type { Counters } from './counters.ts';
import type { FaultBook } from './fault-book.ts';
import type { CallFault } from './faults.ts';
import type { ResultFiles } from './files.ts';
import { readOrder, type Order } from './order.ts';
import { createRateCheck } from './rates.ts';
import { ArkRefusal, invalid, unknownTask } from './refusals.ts';
import { bucketReply, jsonReply, refusalReply, replacedBy, send, type Reply } from './reply.ts';
import { routeOf, type Call, type Route } from './routes.ts';
import type { Settings } from './settings.ts';
import type { TaskBook } from './task-book.ts';
import type { Task } from './task.ts';
import { pageOf, tellTask, type Teller } from './wire.ts';

export interface ArkDoorParts {
  clock: SimulatorClock;
  settings(): Settings;
  book: TaskBook;
  faults: FaultBook;
  counters: Counters;
  files: ResultFiles;
  teller: Teller;
  /** After every call that may have moved a task. */
  onMove(): void;
}

interface Done {
  reply: Reply;
  /** The task whose id the reply brings for the first time. */
  accepted?: Task;
}

const bodyBytesMax = 64 * 1024 * 1024;

export function createArkDoor(parts: ArkDoorParts): RequestListener {
  const { clock, settings, book, faults, counters } = parts;
  const carryOut = createDeeds(parts);
  const checkRate = createRateCheck(parts);
  let requests = 0;

  async function take(route: Route, request: IncomingMessage, response: ServerResponse) {
    requests += 1;
    const requestId = requests.toString(16).padStart(32, '0');
    const counted = counters.arrived(route.kind, clock.wallMs());
    let accepted: Task | undefined;
    let isTrue = false;
    response.once('close', () => {
      counted.answered(response.writableFinished ? response.statusCode : null);
      if (accepted) accepted.idTold = isTrue && response.writableFinished;
    });
    response.setHeader('x-request-id', requestId);
    // Otherwise Node would tell the true time beside ours.
    response.setHeader('date', new Date(clock.told(clock.nowMs())).toUTCString());
    let fault: CallFault | null = null;
    let reply: Reply;
    try {
      if (route.kind !== 'download') checkKey(request, settings().key);
      const call = await callOf(route, request);
      checkRate(call);
      book.settle();
      fault = faults.onCall(route.kind, promptOf(call));
      if (fault?.does === 'drop' && fault.at === 'arrival') {
        response.destroy();
        return;
      }
      const replacement = replacedBy(fault, requestId);
      if (replacement && !isCarriedOut(fault)) {
        reply = replacement;
      } else {
        const done = carryOut(call, request, fault);
        accepted = done.accepted;
        isTrue =
          replacement === undefined && fault?.does !== 'garble' && fault?.does !== 'othertask';
        reply = replacement ?? done.reply;
      }
    } catch (error) {
      if (!(error instanceof ArkRefusal)) throw error;
      reply = replacedBy(fault, requestId) ?? refusalReply(error, requestId);
    }
    parts.onMove();
    await send(response, reply, fault);
  }

  function promptOf(call: Call): string | null {
    if (call.kind === 'create') return call.order.prompt;
    if (call.kind === 'list') return null;
    return book.known(call.id)?.order.prompt ?? null;
  }

  return (request, response) => {
    response.on('error', () => undefined);
    const route = routeOf(request.method ?? '', request.url ?? '');
    if (route === null) {
      const refusal = new ArkRefusal(404, 'NotFound', 'There is no such path.');
      void send(response, refusalReply(refusal, 'none'), null);
      return;
    }
    take(route, request, response).catch(() => response.destroy());
  };

  async function callOf(route: Route, request: IncomingMessage): Promise<Call> {
    return route.kind === 'create' ? { kind: 'create', order: await orderIn(request) } : route;
  }
}

/** Whether what was asked for is done although the answer does not say so. */
function isCarriedOut(fault: CallFault | null): boolean {
  if (fault?.does === 'refuse' || fault?.does === 'html') return fault.carriedOut;
  return fault?.does === 'blank';
}

function checkKey({ headers }: IncomingMessage, key: string | null): void {
  const [, given] = /^Bearer (\S+)$/u.exec(headers.authorization ?? '') ?? [];
  if (given !== undefined && given === (key ?? given)) return;
  throw new ArkRefusal(401, 'AuthenticationError', 'The API key is missing or not valid.');
}

async function orderIn(request: IncomingMessage): Promise<Order> {
  if (Number(request.headers['content-length'] ?? '0') > bodyBytesMax) {
    throw invalid('body', 'it is larger than 64 MB');
  }
  const sent = await text(request);
  let body: unknown;
  try {
    body = JSON.parse(sent);
  } catch {
    throw invalid('body', 'it is no JSON');
  }
  return readOrder(body);
}

/** What each call does; refusals are thrown. */
function createDeeds({ book, files, teller }: ArkDoorParts) {
  return (call: Call, request: IncomingMessage, fault: CallFault | null): Done => {
    switch (call.kind) {
      case 'create': {
        const accepted = book.accept(call.order);
        const { id } = fault?.does === 'othertask' ? otherThan(accepted, book) : accepted;
        return { reply: jsonReply(200, { id }), accepted };
      }
      case 'get': {
        if (fault?.does === 'forget') throw unknownTask(call.id);
        return { reply: jsonReply(200, inWords(book.read(call.id), { book, teller }, fault)) };
      }
      case 'list': {
        const readable = fault?.does === 'forget' ? () => [] : book.readable;
        const { total, tasks } = pageOf(readable, call.query);
        const items = tasks.map((task) => inWords(task, { book, teller }, fault));
        return { reply: jsonReply(200, { total, items }) };
      }
      case 'delete':
        book.remove(call.id);
        return { reply: jsonReply(200, {}) };
      case 'download':
        return { reply: download(call, request) };
    }
  };

  function download(
    { id, name, query }: Extract<Call, { kind: 'download' }>,
    { method, headers }: IncomingMessage,
  ): Reply {
    const task = book.known(id);
    if (!task) return bucketReply(404, 'NoSuchKey');
    const refused = files.refusal(task, name, query);
    if (refused) return bucketReply(refused.status, refused.code);
    task.downloads += 1;
    const { bytes, contentType, sha256 } = files.file(task, name);
    const answer = answerFile(
      { method: method === 'HEAD' ? 'HEAD' : 'GET', headers },
      { bytes: bytes.length, contentType, sha256, filename: name },
    );
    const body = answer.stream
      ? bytes.subarray(answer.stream.start, answer.stream.end + 1)
      : Buffer.alloc(0);
    return { status: answer.status, headers: answer.headers, body };
  }
}

function inWords(
  task: Task,
  { book, teller }: Pick<ArkDoorParts, 'book' | 'teller'>,
  fault: CallFault | null,
): Record<string, unknown> {
  const told = tellTask(task, teller);
  if (fault?.does === 'word') return { ...told, status: fault.word };
  if (fault?.does === 'nofile') return { ...told, content: undefined };
  if (fault?.does === 'notoken') return { ...told, safety_identifier: undefined };
  if (fault?.does !== 'othertask') return told;
  const other = tellTask(otherThan(task, book), teller);
  return fault.under === 'asked' ? { ...other, id: task.id } : other;
}

/** The task itself where it is the only one. */
function otherThan(task: Task, book: TaskBook): Task {
  return book.all().find(({ id }) => id !== task.id) ?? task;
}
