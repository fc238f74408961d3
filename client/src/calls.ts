/** Every operation of the platform API, by its name and with its types. */
import type {
  AnswerOf,
  AskArguments,
  EventOf,
  ItemOf,
  ListName,
  StreamName,
  TableName,
} from './ask.ts';
import { ApiError } from './errors.ts';
import { listOf, type List, type Page } from './lists.ts';
import type { Asked, CallOptions, OperationName } from './options.ts';
import { readEvents, type StreamOptions } from './streams.ts';
import type { Answer, Transport } from './transport.ts';

/** What an operation answered, and what its headers say beside it. */
export interface Answered<Data> {
  data: Data;
  status: number;
  requestId: string | null;
  /** True: the request was known by its idempotency key, and this is what it made the first time. */
  replayed: boolean;
  headers: Headers;
}

export interface Calls {
  /** Makes one call and resolves with its answer. */
  request<Name extends OperationName>(
    name: Name,
    ...asked: AskArguments<Name, CallOptions>
  ): Promise<AnswerOf<Name>>;
  /** The same, with what the headers of the answer say. */
  requestWithHeaders<Name extends OperationName>(
    name: Name,
    ...asked: AskArguments<Name, CallOptions>
  ): Promise<Answered<AnswerOf<Name>>>;
  /** A list, page by page as it is read. */
  list<Name extends ListName>(
    name: Name,
    ...asked: AskArguments<Name, CallOptions>
  ): List<ItemOf<Name>>;
  /** All of it as a table. */
  csv<Name extends TableName>(
    name: Name,
    ...asked: AskArguments<Name, CallOptions>
  ): Promise<string>;
  /** Server-sent events; a stream that breaks off goes on where it was. */
  events<Name extends StreamName>(
    name: Name,
    ...asked: AskArguments<Name, StreamOptions>
  ): AsyncGenerator<EventOf<Name>, void, undefined>;
}

export function createCalls(transport: Transport): Calls {
  // Here the types of each operation end: what they ask and answer is the server's document.
  const ask = (asked: unknown): Asked => asked ?? {};
  async function answered(
    name: OperationName,
    asked: Asked,
    options: CallOptions = {},
  ): Promise<Answered<unknown>> {
    const answer = await transport.call(name, asked, options);
    const { status, headers } = answer;
    return {
      data: dataOf(answer),
      status,
      requestId: headers.get('x-request-id'),
      replayed: headers.get('idempotent-replayed') === 'true',
      headers,
    };
  }
  return {
    async request(name, ...[asked, options]) {
      const { data } = await answered(name, ask(asked), options);
      return data as AnswerOf<typeof name>;
    },
    async requestWithHeaders(name, ...[asked, options]) {
      return (await answered(name, ask(asked), options)) as Answered<AnswerOf<typeof name>>;
    },
    list(name, ...[asked, options]) {
      const { query, ...rest } = ask(asked);
      return listOf(
        async (cursor) => {
          const { data } = await answered(name, { ...rest, query: { ...query, cursor } }, options);
          return data as Page<ItemOf<typeof name>>;
        },
        query?.['cursor'] as string | undefined,
      );
    },
    async csv(name, ...[asked, options]) {
      const { query, ...rest } = ask(asked);
      const csv = { ...rest, query: { ...query, format: 'csv' } };
      return (await transport.call(name, csv, options ?? {})).text;
    },
    async *events(name, ...[asked, options]) {
      for await (const event of readEvents(transport, name, ask(asked), options ?? {})) {
        yield { ...event, data: JSON.parse(event.data) } as EventOf<typeof name>;
      }
    },
  };
}

/** Throws ApiError for what no Filmgate would answer. */
function dataOf({ status, headers, blob, text }: Answer): unknown {
  if (blob) return blob;
  if (status === 204) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError({ status, headers, problem: null });
  }
}
