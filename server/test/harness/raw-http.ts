import { Agent, request as send, type IncomingHttpHeaders } from 'node:http';

/** Calls whose path and body are sent exactly as they stand, over a few kept connections. */
export interface RawClient {
  call(raw: RawCall): Promise<RawAnswer>;
  close(): void;
}

interface RawCall {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

const answerWithinMs = 60_000;

export function openRawClient(port: number, connections = 16): RawClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    call: ({ method, path, headers = {}, body }) =>
      new Promise((resolve, reject) => {
        const request = send(
          { agent, host: '127.0.0.1', port, method, path, headers: withLength(headers, body) },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('error', reject);
            response.on('end', () => {
              resolve({
                status: response.statusCode ?? 0,
                headers: response.headers,
                text: Buffer.concat(chunks).toString(),
              });
            });
          },
        );
        request.setTimeout(answerWithinMs, () => request.destroy(new Error('no answer in time')));
        request.on('error', reject);
        request.end(body);
      }),
    close: () => {
      agent.destroy();
    },
  };
}

function withLength(headers: Record<string, string>, body: string | undefined) {
  if (body === undefined) return headers;
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
}

/** Runs `work` over all items, so many at a time. */
export async function inParallel<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const worker = async (): Promise<void> => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
