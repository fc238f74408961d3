import type { IncomingMessage } from 'node:http';
import { refuse } from '../generation/problems.ts';

/** Bytes of request bodies that this process holds at one time. Never more than `bytesMax`. */
export interface ByteBudget {
  /** False, and nothing taken, where the budget does not hold so many more. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

export function byteBudget(bytesMax: number): ByteBudget {
  let held = 0;
  return {
    take(bytes) {
      if (held + bytes > bytesMax) return false;
      held += bytes;
      return true;
    },
    give(bytes) {
      held -= bytes;
    },
  };
}

/** True where the headers announce a body, of whatever length. */
export function announcesBody(message: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = message.headers;
  return encoding !== undefined || (length !== undefined && Number(length) > 0);
}

const asking = new WeakMap<IncomingMessage, () => void>();

/** For a client that waits to be told (`Expect: 100-continue`): `goOn` tells it, once its body is wanted. */
export function holdBody(message: IncomingMessage, goOn: () => void): void {
  asking.set(message, goOn);
}

/** Before a body is read, and after all that its headers are refused for. */
export function askForBody(message: IncomingMessage): void {
  asking.get(message)?.();
  asking.delete(message);
}

/**
 * The whole body. What arrives is counted, not what was announced, so that a false length or a
 * chunked body is held to the same bounds. The bytes stay taken from the budget until the caller
 * gives `length` bytes back; on a refusal they are given back here.
 * Throws body_too_large, overloaded and (connection lost half way) malformed_body.
 */
export async function readBody(
  message: IncomingMessage,
  bytesMax: number,
  budget: ByteBudget,
): Promise<Buffer> {
  if (Number(message.headers['content-length']) > bytesMax) throw tooLarge(bytesMax);
  // Whoever left while the key was looked up has said so already: no event will come.
  if (message.destroyed) throw brokenOff();
  askForBody(message);
  return message.complete
    ? readArrived(message, bytesMax, budget)
    : readArriving(message, bytesMax, budget);
}

/** Most bodies are small and have come with their headers: they wait in the stream's buffer. */
function readArrived(message: IncomingMessage, bytesMax: number, budget: ByteBudget): Buffer {
  const bytes: unknown = message.read();
  if (!Buffer.isBuffer(bytes)) return Buffer.alloc(0);
  if (bytes.length > bytesMax) throw tooLarge(bytesMax);
  if (!budget.take(bytes.length)) throw noRoom();
  return bytes;
}

function readArriving(
  message: IncomingMessage,
  bytesMax: number,
  budget: ByteBudget,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;

    function onData(chunk: Buffer): void {
      if (bytes + chunk.length > bytesMax) return fail(tooLarge(bytesMax));
      if (!budget.take(chunk.length)) return fail(noRoom());
      bytes += chunk.length;
      chunks.push(chunk);
    }
    function onEnd(): void {
      const [first] = chunks;
      resolve(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, bytes));
    }
    function onError(): void {
      fail(brokenOff());
    }
    function fail(error: Error): void {
      message.off('data', onData).off('end', onEnd).off('error', onError);
      budget.give(bytes);
      reject(error);
    }

    message.on('data', onData).on('end', onEnd).on('error', onError);
  });
}

function tooLarge(bytesMax: number): Error {
  return refuse(
    'body_too_large',
    `The body is larger than the ${bytesMax} bytes that are allowed here. Give media as URLs.`,
  );
}

function brokenOff(): Error {
  return refuse('malformed_body', 'The connection ended before the whole body had arrived.');
}

function noRoom(): Error {
  return refuse('overloaded', 'Too many large requests at once. Send it again in a moment.', {
    retryAfterSeconds: 1,
  });
}

/** A client that is still sending sees our answer only if we go on reading for a while. */
const discardBytesMax = 16 * 1024 * 1024;

const answeredEarly = new WeakSet<object>();

/**
 * Lets what is left of an unread body run into the void, so that the connection stays in step and
 * the answer is not lost in a reset. Past the bound the connection is cut; in time it is bound by
 * the server's requestTimeout.
 */
export function discardBody(message: IncomingMessage): void {
  if (message.complete) return;
  answeredEarly.add(message.socket);
  let left = discardBytesMax;
  message.on('error', () => {});
  message.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) message.socket.destroy();
  });
  message.once('end', () => answeredEarly.delete(message.socket));
}

/** True while the rest of a request runs in whose answer is out: nothing more may be written. */
export function isAnsweredEarly(socket: object): boolean {
  return answeredEarly.has(socket);
}
