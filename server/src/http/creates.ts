import type { IncomingHttpHeaders } from 'node:http';
import { refuse } from '../generation/problems.ts';
import type { TaskView } from '../generation/view.ts';
import { callerLeft } from '../tasks/caller.ts';
import type { KeyTurn } from '../tasks/idempotency.ts';
import type { Origin, TaskCommand } from '../tasks/origin.ts';
import type { CreateOrder, Door, Principal } from './door.ts';
import { followCaller, type Followed } from './hang-ups.ts';
import { idempotencyKey, saysRetry } from './headers.ts';
import type { Exchange } from './pipeline.ts';
import type { Traffic } from './traffic.ts';

/** What every request that makes a task shares, in whatever API: who waits, its turn, what is made once. */

/** Of a create: who waits for it, and its turn among those with its key. */
export interface Created {
  caller?: Followed;
  turn?: KeyTurn;
  askAgain?: CreateOrder['askAgain'];
}

export interface CreateParts {
  door: Pick<Door, 'takeKey'>;
  traffic: Pick<Traffic, 'create'>;
  isDraining(): boolean;
}

/** From the first of a create on. `askAgain` looks whether who asks still may, and throws where not. */
export function beginCreate(
  { request, reply, atEnd }: Exchange,
  askAgain: CreateOrder['askAgain'],
): Created {
  const caller = followCaller(request.raw, reply.raw);
  atEnd(() => caller.leave());
  return { caller, askAgain };
}

/**
 * With the body unread: its turn, and its idempotency key where it has one. Whoever waits for another request
 * with their key waits unread, and holds nothing. Throws overloaded and rate_limited.
 */
export async function admitCreate(
  exchange: Exchange,
  parts: CreateParts,
  principal: Principal,
  held: Created,
): Promise<void> {
  refuseDraining(parts);
  exchange.atEnd(parts.traffic.create(principal.accountId));
  await takeKey(exchange, parts, principal, held);
}

/** Throws overloaded while this process stops. */
export function refuseDraining({ isDraining }: Pick<CreateParts, 'isDraining'>): void {
  if (isDraining()) throw stopping();
}

async function takeKey(
  { request: { headers }, atEnd }: Exchange,
  { door, isDraining }: CreateParts,
  principal: Principal,
  held: Created,
): Promise<void> {
  let key: string | null;
  try {
    key = idempotencyKey(headers);
  } catch {
    // Told once it is known in whose words.
    return;
  }
  if (key === null) return;
  const turn = await door.takeKey(principal, key, () => {
    if (held.caller?.isGone() === true) return callerLeft();
    return isDraining() ? stopping() : null;
  });
  atEnd(() => turn.end(false));
  held.turn = turn;
}

function stopping(): Error {
  return refuse('overloaded', 'This server is stopping. Send the request again in a moment.', {
    retryAfterSeconds: 2,
  });
}

export interface CreateCall {
  origin: Origin;
  headers: IncomingHttpHeaders;
  /** Absent: nobody waits, and no turn was taken. */
  created?: Created | undefined;
  /** What makes the call one of those that are equal: asked only where that matters. */
  said(): string;
  decode(): TaskCommand;
}

/**
 * Makes the task, or finds the one that an earlier request of the same idempotency key made, or that of an equal
 * request whose answer nobody got. Throws ProblemError.
 */
export async function createTask(
  door: Pick<Door, 'create' | 'takeUnanswered' | 'noteUnanswered'>,
  who: Principal,
  { origin, headers, created, said, decode }: CreateCall,
): Promise<{ view: TaskView; replayed: boolean }> {
  const key = idempotencyKey(headers);
  const again = key === null && saysRetry(headers) ? await door.takeUnanswered(who, said()) : null;
  const made = again
    ? { view: again, replayed: true }
    : await door.create(who, { ...created, dialect: origin, idempotencyKey: key, decode });
  if (key === null) {
    await created?.caller?.unheard(() => {
      // Where it cannot be noted, a retry makes a task, as any create without a key.
      door.noteUnanswered(who, said(), made.view.id).catch(() => undefined);
    });
  }
  return made;
}
