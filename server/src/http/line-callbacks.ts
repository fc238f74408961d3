import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { stateOfWord } from '../dialects/values.ts';
import { ProblemError, refuse } from '../generation/problems.ts';
import { readBody } from './body.ts';
import type { BodyRoom, BodyRooms } from './body-rooms.ts';
import { discardBody } from './discard.ts';

export interface LineCallbacks {
  /** The attempt that an address was given out for; null for any other. */
  attemptAt(path: string): string | null;
  /** Brings the next look at an attempt forward, unless the caller says that it goes on. */
  hint(attemptId: string, told: Told): Promise<void>;
}

interface Told {
  /** The task that the caller says it is about. */
  namedId: string | null;
  goesOn: boolean;
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
      await callbacks.hint(attemptId, await toldBy(request.raw, rooms.of(owner)));
      return reply.code(200).send({});
    },
  });
}

/** A body that cannot be read says nothing, and is a hint all the same. */
async function toldBy(message: IncomingMessage, room: BodyRoom): Promise<Told> {
  try {
    const { bytes, release } = await readBody(message, bodyBytesMax, room);
    release();
    return toldIn(bytes.toString());
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    discardBody(message);
    return nothing;
  }
}

const id = z.string().regex(/^[\w.:-]{1,128}$/);
const named = z.union([
  z.object({ id }).transform((told) => told.id),
  z.object({ task_id: id }).transform((told) => told.task_id),
  z.object({ taskId: id }).transform((told) => told.taskId),
]);
/** As the platforms' callbacks name a task: beside other words, or in `data`. */
const callbackBody = z.union([named, z.object({ data: named }).transform(({ data }) => data)]);

const status = z.object({ status: z.string() });
const statusBody = z.union([status, z.object({ data: status }).transform(({ data }) => data)]);

const nothing: Told = { namedId: null, goesOn: false };

function toldIn(body: string): Told {
  let told: unknown;
  try {
    told = JSON.parse(body);
  } catch {
    return nothing;
  }
  const state = stateOfWord(statusBody.safeParse(told).data?.status);
  return {
    namedId: callbackBody.safeParse(told).data ?? null,
    goesOn: state === 'queued' || state === 'running',
  };
}
