import { STATUS_CODES } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isAnsweredEarly } from './discard.ts';

const refusalOf: Record<string, [status: number, detail: string]> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers are larger than 16 KiB.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunk extensions are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
};

const lingerMs = 1000;

/**
 * Answers what is no HTTP, or never becomes a whole request, and ends the connection. Where an
 * answer is out or under way on it, nothing more is written: it would be taken for the answer to
 * another request.
 */
export function answerSocketError(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || isAnsweredEarly(socket) || isAnswering(socket)) {
    socket.destroy();
    return;
  }
  const [status, detail] = refusalOf[error.code ?? ''] ?? [400, 'This is not valid HTTP.'];
  const title = STATUS_CODES[status] ?? '';
  const body = JSON.stringify({ type: 'about:blank', title, status, detail });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\n` +
      'Content-Type: application/problem+json; charset=utf-8\r\n' +
      `X-Should-Retry: ${String(status === 408)}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  // Cut at once, what is still unread would turn into a reset that overtakes the answer.
  setTimeout(() => socket.destroy(), lingerMs).unref();
}

/**
 * True where a whole request is being worked on, or its answer is on the way: then what cannot be
 * read is what follows it on the connection.
 */
function isAnswering(socket: Socket): boolean {
  // Node keeps the response under way on its socket, and asks it the same in its own default handler.
  const { _httpMessage } = socket as Socket & { _httpMessage?: ServerResponse | null };
  return _httpMessage?.headersSent === true || _httpMessage?.req.complete === true;
}
