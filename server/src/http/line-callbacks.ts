import type { FastifyInstance } from 'fastify';
import { refuse } from '../generation/problems.ts';
import { discardBody } from './body.ts';

export interface LineCallbacks {
  /** The attempt that an address was given out for; null for any other. */
  attemptAt(path: string): string | null;
  /** Brings the next look at an attempt forward. */
  hint(attemptId: string): Promise<void>;
}

/**
 * `POST /callbacks/…`: upstreams tell that something became of an attempt. It is a hint to look, and its
 * body is not even read: whoever has the address can say anything.
 */
export function serveLineCallbacks(app: FastifyInstance, callbacks: LineCallbacks): void {
  app.route<{ Params: { attempt: string } }>({
    method: 'POST',
    url: '/callbacks/:attempt',
    async handler(request, reply) {
      discardBody(request.raw);
      const attemptId = callbacks.attemptAt(request.params.attempt);
      if (attemptId === null) throw refuse('route_not_found', 'There is nothing at this path.');
      await callbacks.hint(attemptId);
      return reply.code(200).send({});
    },
  });
}
