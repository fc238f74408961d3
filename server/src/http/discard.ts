import type { IncomingMessage } from 'node:http';

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
  // Whoever waited for room had paused it.
  message.resume();
}

/** True while the rest of a request runs in whose answer is out: nothing more may be written. */
export function isAnsweredEarly(socket: object): boolean {
  return answeredEarly.has(socket);
}
