import type { FastifyInstance } from 'fastify';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { refuse } from '../generation/problems.ts';
import { discardBody } from './body.ts';

export interface LineCallbacks {
  /** The attempt that an address was given out for; null for any other. */
  attemptAt(path: string): string | null;
  /** Brings the next look at an attempt forward. `namedId`: the task that the caller says it is about. */
  hint(attemptId: string, namedId: string | null): Promise<void>;
}

const bodyBytesMax = 256 * 1024;

/**
 * `POST /callbacks/…`: upstreams tell that something became of an attempt. It is a hint to look: whoever has
 * the address can say anything. Of the body only a task's id is read, by which the upstream is asked where
 * the answer to the create was lost.
 */
export function serveLineCallbacks(app: FastifyInstance, callbacks: LineCallbacks): void {
  app.route<{ Params: { attempt: string } }>({
    method: 'POST',
    url: '/callbacks/:attempt',
    async handler(request, reply) {
      const attemptId = callbacks.attemptAt(request.params.attempt);
      if (attemptId === null) {
        discardBody(request.raw);
        throw refuse('route_not_found', 'There is nothing at this path.');
      }
      const bytes = Number(request.headers['content-length'] ?? bodyBytesMax + 1);
      let namedId: string | null = null;
      if (bytes > bodyBytesMax) discardBody(request.raw);
      else namedId = idIn(await text(request.raw));
      await callbacks.hint(attemptId, namedId);
      return reply.code(200).send({});
    },
  });
}

const id = z.string().regex(/^[\w.:-]{1,128}$/);
const named = z.union([
  z.object({ id }).transform((told) => told.id),
  z.object({ task_id: id }).transform((told) => told.task_id),
  z.object({ taskId: id }).transform((told) => told.taskId),
]);
/** As the platforms' callbacks name a task: beside other words, or in `data`. */
const callbackBody = z.union([named, z.object({ data: named }).transform(({ data }) => data)]);

function idIn(body: string): string | null {
  try {
    return callbackBody.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}
