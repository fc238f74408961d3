import { createReadStream } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** Our files behind signed URLs: who may read what, and which part of it. */
export interface MediaRoutes {
  /** `path` begins with `/media/`. Without a file, the answer has no body. */
  open(path: string, request: MediaRequest): Promise<MediaAnswer>;
}

export interface MediaRequest {
  method: string;
  headers: IncomingHttpHeaders;
}

export interface MediaAnswer {
  status: number;
  headers: Record<string, string>;
  /** Bytes `start` to `end`, both included. */
  file?: { path: string; start: number; end: number };
}

/** Players in any page may read them; the signature in the URL is what protects them. */
const openToBrowsers = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'accept-ranges, content-length, content-range, etag',
  'cross-origin-resource-policy': 'cross-origin',
};

/**
 * `GET /media/*` and HEAD. A proxy in front of a PUBLIC_URL with a path takes that path off, as it
 * does for every other route here. A client that goes away ends the reading.
 */
export function serveMedia(app: FastifyInstance, media: MediaRoutes): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/media/*',
    async handler(request, reply) {
      const [path = ''] = request.url.split('?', 1);
      const { method, headers } = request;
      const answer = await media.open(path, { method, headers });
      reply.code(answer.status).headers(openToBrowsers).headers(answer.headers);
      if (answer.file === undefined || method === 'HEAD') return reply.send();
      const { path: file, start, end } = answer.file;
      return reply.send(createReadStream(file, { start, end }));
    },
  });
}
