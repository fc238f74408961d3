import { Agent, request as send, type IncomingHttpHeaders } from 'node:http';

/** Calls whose path and body are sent exactly as they stand, over a few kept connections. */
export interface RawClient {
  /** Rejects where no whole answer comes, with the code of the system where it has one. */
  call(raw: RawCall): Promise<RawAnswer>;
  close(): void;
}

export interface RawCall {
  method: string;
  path: string;
  headers?: Record<string, string>;
  /** As JSON, where the headers do not say another type. */
  body?: string | Buffer;
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
            // Once it answers, its answer counts: a body that is refused unread breaks off.
            request.off('error', reject).on('error', () => undefined);
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('error', () => undefined);
            response.on('close', () => {
              const { complete, statusCode: status = 0, headers: told } = response;
              const text = Buffer.concat(chunks).toString();
              if (complete) resolve({ status, headers: told, text });
              else reject(new Error('the answer was cut off'));
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

function withLength(headers: Record<string, string>, body: string | Buffer | undefined) {
  if (body === undefined) return headers;
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
}
