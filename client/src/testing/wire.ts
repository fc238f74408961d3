/** A fetch whose answers are told beforehand, and a world in which no time passes. */
import { createCalls, type Calls } from '../calls.ts';
import type { ClientOptions, World } from '../options.ts';
import { createTasks, type Tasks } from '../tasks.ts';
import { createTransport, type Transport } from '../transport.ts';

/** What is answered; an error is thrown, and a function is asked. */
export type Reply = Response | Error | ((request: Request) => Response | Promise<Response>);

export interface Wire {
  transport: Transport;
  calls: Calls;
  tasks: Tasks;
  /** What was sent, in order. */
  sent: Request[];
  /** The pauses that were made, in milliseconds. */
  pauses: number[];
}

export const baseUrl = 'https://films.example.com';

/** Throws for a call more than there are replies. */
export function openWire(replies: readonly Reply[], options: ClientOptions = {}): Wire {
  const left = [...replies];
  const sent: Request[] = [];
  const pauses: number[] = [];
  const world: World = {
    sleep(ms, signal) {
      signal?.throwIfAborted();
      pauses.push(ms);
      return Promise.resolve();
    },
    random: () => 0,
  };
  const transport = createTransport(
    {
      key: 'fg_test_1',
      baseUrl,
      ...options,
      async fetch(input, init) {
        const request = new Request(input, init);
        sent.push(request);
        const reply = left.shift();
        if (!reply) throw new RangeError(`nothing is told for ${request.method} ${request.url}`);
        if (reply instanceof Error) throw reply;
        return typeof reply === 'function' ? reply(request) : reply;
      },
    },
    world,
  );
  const calls = createCalls(transport);
  return { transport, calls, tasks: createTasks(calls, transport), sent, pauses };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { 'x-request-id': 'r1', ...headers } });
}

export function refusal(
  status: number,
  code: string,
  {
    retryable = false,
    headers = {},
  }: { retryable?: boolean; headers?: Record<string, string> } = {},
): Response {
  const problem = {
    type: `/docs/problems/${code}`,
    title: code,
    status,
    detail: `It is ${code}.`,
    code,
    retryable,
    remedy: 'None.',
    instance: 'r1',
  };
  return json(problem, status, headers);
}

export const lost = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });

/** Of which the client reads no more than that. */
export function task(state: string, more: object = {}): object {
  return { id: 'req_1', state, progress: 0, output: null, failure: null, ...more };
}

/** A stream of events that ends after them. */
export function stream(...texts: readonly string[]): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const text of texts) controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

export function event(id: number | null, type: string, data: object): string {
  return `${id === null ? '' : `id: ${String(id)}\n`}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}
