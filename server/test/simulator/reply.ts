/** Answers of the upstream door, and how they go wrong on their way out. */
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { CallFault } from './faults.ts';
import { ArkRefusal, refusalBody } from './refusals.ts';

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export function jsonReply(status: number, body: unknown): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: Buffer.from(JSON.stringify(body)),
  };
}

export function refusalReply(refusal: ArkRefusal, requestId: string): Reply {
  const reply = jsonReply(refusal.status, refusalBody(refusal, requestId));
  return { ...reply, headers: { ...reply.headers, 'x-error-code': refusal.code } };
}

/** As the bucket refuses. */
export function bucketReply(status: number, code: string): Reply {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body: Buffer.from(body) };
}

const page = '<!doctype html><html><head><title>Please wait</title></head><body>…</body></html>';

/** What stands in for the true answer; undefined: nothing does. */
export function replacedBy(fault: CallFault | null, requestId: string): Reply | undefined {
  if (fault?.does === 'expired') return bucketReply(403, 'AccessDenied');
  if (fault?.does === 'blank') return jsonReply(200, {});
  if (fault?.does === 'refuse') return refusedBy(fault, requestId);
  if (fault?.does !== 'html') return undefined;
  const headers = { 'content-type': 'text/html; charset=utf-8' };
  return { status: fault.status, headers, body: Buffer.from(page) };
}

function refusedBy(
  { status, code, retryAfterSeconds }: Extract<CallFault, { does: 'refuse' }>,
  requestId: string,
): Reply {
  const reply =
    code === undefined
      ? { status, headers: {}, body: Buffer.alloc(0) }
      : refusalReply(
          new ArkRefusal(status, code, 'The service cannot take the request.'),
          requestId,
        );
  if (retryAfterSeconds === undefined) return reply;
  return { ...reply, headers: { ...reply.headers, 'retry-after': String(retryAfterSeconds) } };
}

/** Sends an answer, or as much of it as the fault leaves. */
export async function send(
  response: ServerResponse,
  reply: Reply,
  fault: CallFault | null,
): Promise<void> {
  const does = fault?.does;
  if (does === 'hang') return;
  if (does === 'endless') {
    await sendWithoutEnd(response, reply);
    return;
  }
  if (does === 'drop' && fault.at === 'answer') {
    response.destroy();
    return;
  }
  const half = reply.body.subarray(0, Math.floor(reply.body.length / 2));
  const whole = { 'content-length': String(reply.body.length), ...reply.headers };
  if (does === 'drop' || does === 'truncate') {
    await sendAndCut(response, { ...reply, headers: whole }, half);
    return;
  }
  if (fault?.does === 'slow') await wait(fault.ms);
  if (response.destroyed) return;
  const isGarbled = does === 'garble';
  const headers = isGarbled ? { ...whole, 'content-length': String(half.length) } : whole;
  response.writeHead(reply.status, headers);
  response.end(isGarbled ? half : reply.body);
}

async function sendAndCut(response: ServerResponse, reply: Reply, bytes: Buffer): Promise<void> {
  response.writeHead(reply.status, reply.headers);
  // The callback comes when the bytes have left for the network, so that they do arrive.
  await new Promise<void>((resolve) => {
    response.write(bytes, () => {
      resolve();
    });
  });
  response.destroy();
}

async function sendWithoutEnd(response: ServerResponse, reply: Reply): Promise<void> {
  const { 'content-length': _bound, ...headers } = reply.headers;
  response.writeHead(reply.status, headers);
  // It ends with the connection.
  await pipeline(Readable.from(withoutEnd(reply.body)), response).catch(() => undefined);
}

function* withoutEnd(start: Buffer): Generator<Buffer> {
  yield start;
  const more = Buffer.alloc(64 * 1024);
  for (;;) yield more;
}
