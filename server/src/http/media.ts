import type { FileHandle } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { anyOrigin } from './browsers.ts';
import { sayAgain } from './refusals.ts';

/** Our files behind signed URLs: who may read what, and which part of it. */
export interface MediaRoutes {
  /** `path` begins with `/media/`. Throws ProblemError where the URL leads to no file. */
  open(path: string, request: MediaRequest): Promise<MediaAnswer>;
  /** Of a file by its name, for a caller who was found to own it. Throws ProblemError likewise. */
  openNamed(name: string, request: MediaRequest): Promise<MediaAnswer>;
}

export interface MediaRequest {
  method: 'GET' | 'HEAD';
  headers: IncomingHttpHeaders;
}

export interface MediaAnswer {
  status: number;
  headers: Record<string, string>;
  /**
   * Bytes `start` to `end`, both included. Without it the answer has no body. It is open already, so
   * that it can be read even if it is collected or deleted meanwhile; sending it closes it.
   */
  file?: { handle: FileHandle; start: number; end: number };
}

/**
 * `GET /media/*` and HEAD, for players in any page, which may read our refusals too. A proxy in front of a PUBLIC_URL with a path takes that path off, as it
 * does for every other route here. A client that goes away ends the reading.
 */
export function serveMedia(app: FastifyInstance, media: MediaRoutes): void {
  app.route({
    // OPTIONS are answered before they get here.
    method: ['GET', 'HEAD', 'OPTIONS'],
    url: '/media/*',
    config: { cors: anyOrigin },
    async handler(request, reply) {
      const [path = ''] = request.url.split('?', 1);
      const method = request.method === 'HEAD' ? 'HEAD' : 'GET';
      return sendMedia(reply, await media.open(path, { method, headers: request.headers }));
    },
  });
}

export function sendMedia(reply: FastifyReply, answer: MediaAnswer): FastifyReply {
  reply.code(answer.status).headers(answer.headers);
  if (answer.status >= 400) sayAgain(reply, false);
  if (answer.file === undefined) return reply.send();
  const { handle, start, end } = answer.file;
  return reply.send(handle.createReadStream({ start, end }));
}
