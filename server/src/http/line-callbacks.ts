import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { ProblemError, refuse } from '../generation/problems.ts';
import { readBody } from './body.ts';
import type { BodyRoom, BodyRooms } from './body-rooms.ts';
import { discardBody } from './discard.ts';

export interface LineCallbacks {
  /** The attempt that an address was given out for; null for any other. */
  attemptAt(path: string): string | null;
  /** Brings the next look at an attempt forward, unless the body, any JSON, says that it goes on. */
  tell(attemptId: string, body: unknown): Promise<void>;
}

const bodyBytesMax = 256 * 1024;
/** Upstreams have no account of ours: they share one place. */
const owner = 'line callbacks';

/**
 * `POST /callbacks/…`: upstreams tell that something became of an attempt. It is a hint to look: whoever has
 * the address can say anything. Of the body only two words are read: the task's id, by which the upstream is
 * asked where the answer to the create was lost, and a status that says that there is nothing to look for yet.
 */
export function serveLineCallbacks(
  app: FastifyInstance,
  callbacks: LineCallbacks,
  rooms: BodyRooms,
): void {
  app.route<{ Params: { attempt: string } }>({
    method: 'POST',
    url: '/callbacks/:attempt',
    async handler(request, reply) {
      const attemptId = callbacks.attemptAt(request.params.attempt);
      if (attemptId === null) {
        discardBody(request.raw);
        throw refuse('route_not_found', 'There is nothing at this path.');
      }
      const { body, release } = await readJson(request.raw, rooms.of(owner));
      try {
        await callbacks.tell(attemptId, body);
      } finally {
        release();
      }
      return reply.code(200).send({});
    },
  });
}

interface Read {
  body: unknown;
  /** It is kept until what it says is written down. */
  release(): void;
}

/** A body that cannot be read says nothing, and is a hint all the same. */
async function readJson(message: IncomingMessage, room: BodyRoom): Promise<Read> {
  try {
    const { bytes, release } = await readBody(message, bodyBytesMax, room);
    return { body: parsed(bytes.toString()), release };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    discardBody(message);
    return { body: undefined, release: () => undefined };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
