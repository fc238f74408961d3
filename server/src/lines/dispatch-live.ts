import type { FamilyName } from '../generation/families.ts';
import { claim, release, type Claimed } from '../postgres/claim.ts';
import type { Database } from '../postgres/database.ts';
import {
  beginOnLine,
  readWaiting,
  type BegunAttempt,
  type WaitingTask,
} from '../tasks/attempts.ts';
import { familyQueue } from '../tasks/queues.ts';
import type { PlannedRequest } from '../tasks/rows.ts';
import type { Breakers } from './breaker.ts';
import { send, settleWhatCannotBegin } from './dispatch.ts';
import type { Line, LineModel } from './line.ts';
import { leaseSeconds, type LineParts } from './parts.ts';
import { chooseLine, type Candidate } from './route.ts';

/** A line that can be sent to now, with its driver. */
export interface Upstream {
  line: Line;
  parts: LineParts;
  /** Takes a create from the line's rate; false where it has to wait longer than a moment. */
  mayCreate(): Promise<boolean>;
  /** Why it cannot be asked for this at all, in a sentence; null: it can. */
  cannotTake(request: PlannedRequest): string | null;
}

export interface LiveParts {
  database: Database;
  breakers: Breakers;
  random(): number;
  upstreams(): readonly Upstream[];
}

/** At most so many are claimed at once: each is a call that takes its time. */
const claimMax = 32;
/** A task for which no line has room is looked at again so soon. */
const noRoomSeconds = 1;

/**
 * Takes waiting tasks of a family, fairly across accounts, as many as its lines have free slots, finds a
 * line for each, and sends them. Resolves with how many were sent.
 */
export async function dispatchLive(parts: LiveParts, family: FamilyName): Promise<number> {
  const { database } = parts;
  const rooms = await findRooms(parts, family);
  const limit = Math.min(
    claimMax,
    rooms.reduce((sum, { free }) => sum + free, 0),
  );
  const queue = familyQueue(family);
  const claimed = await claim(database.work, { step: 'dispatch', queue, limit, leaseSeconds });
  if (claimed.length === 0) return 0;
  const waiting = await readWaiting(
    database,
    claimed.map((one) => one.subjectId),
  );
  const placed = new Map<Room, WaitingTask[]>();
  const unplaced = new Set<string>();
  for (const task of waiting) {
    const room = roomFor(task, rooms, parts);
    if (room === null) {
      if (!(await failIfImpossible(task, parts))) unplaced.add(task.taskId);
    } else {
      room.free--;
      placed.set(room, [...(placed.get(room) ?? []), task]);
    }
  }
  await giveBack(database, claimed, unplaced);
  const known = new Set(waiting.map(({ taskId }) => taskId));
  const others = claimed.map((one) => one.subjectId).filter((id) => !known.has(id));
  const [first] = rooms;
  if (first) await settleWhatCannotBegin(first.upstream.parts, others);
  const sent = await Promise.all(
    [...placed].map(([room, tasks]) => sendAll(parts, queue, family, room, tasks, claimed)),
  );
  return sent.reduce((sum, count) => sum + count, 0);
}

/** A line with free slots for the family. */
interface Room {
  upstream: Upstream;
  tasksMax: number | null;
  free: number;
}

async function findRooms(
  { database, breakers, upstreams }: LiveParts,
  family: FamilyName,
): Promise<Room[]> {
  const open = upstreams().filter(
    ({ line }) =>
      line.enabled &&
      !line.draining &&
      line.models.some((model) => model.family === family) &&
      breakers.isClosed(line.id, family),
  );
  if (open.length === 0) return [];
  const taken = await countTaken(
    database,
    family,
    open.map(({ line }) => line.id),
  );
  return open.map((upstream) => {
    const tasksMax = tasksMaxOf(upstream.line.models, family);
    const free = tasksMax === null ? claimMax : tasksMax - (taken.get(upstream.line.id) ?? 0);
    return { upstream, tasksMax, free: Math.max(0, free) };
  });
}

/** Of all models of one family together; null where one of them has no bound. */
function tasksMaxOf(models: readonly LineModel[], family: FamilyName): number | null {
  let sum = 0;
  for (const model of models) {
    if (model.family !== family) continue;
    if (model.tasksMax === null) return null;
    sum += model.tasksMax;
  }
  return sum;
}

async function countTaken(
  database: Database,
  family: string,
  lineIds: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await database.work.query<{ line: string; taken: number }>({
    name: 'count slots taken',
    text: `
select l.line, (select count(*)::int from attempts a
                 where a.line = l.line and a.family = $1 and a.ended_at is null) as taken
  from unnest($2::text[]) l (line)`,
    values: [family, lineIds],
  });
  return new Map(rows.map((row) => [row.line, row.taken]));
}

function roomFor(task: WaitingTask, rooms: readonly Room[], parts: LiveParts): Room | null {
  const { request } = task;
  const candidates = rooms.flatMap((room): (Candidate & { room: Room })[] => {
    const { line } = room.upstream;
    if (room.free < 1 || room.upstream.cannotTake(request) !== null) return [];
    return [
      {
        room,
        line,
        health: parts.breakers.health(line.id, request.family),
        costMicros: null,
        refusedBefore: task.refusedBy.includes(line.id),
      },
    ];
  });
  return chooseLine(candidates, parts.random())?.room ?? null;
}

/** True: no line that serves the family can ever take it, so its hold goes back. */
async function failIfImpossible(
  { taskId, request }: WaitingTask,
  { upstreams }: LiveParts,
): Promise<boolean> {
  const serving = upstreams().filter(({ line }) =>
    line.models.some(({ family }) => family === request.family),
  );
  const reasons = serving.map((upstream) => upstream.cannotTake(request));
  const [first] = serving;
  if (!first || reasons.includes(null)) return false;
  first.parts.log.warn({ taskId, reasons }, 'no line can take a task');
  return first.parts.settler.settle({
    taskId,
    from: ['queued'],
    attempt: null,
    state: 'failed',
    chargeMicros: 0n,
    output: null,
    failure: {
      code: 'provider_error',
      message:
        'No provider that is connected can make a video from this request. Nothing was charged.',
    },
    collectQueue: null,
  });
}

async function giveBack(
  database: Database,
  claimed: readonly Claimed[],
  ids: ReadonlySet<string>,
): Promise<void> {
  const back = claimed.filter(({ subjectId }) => ids.has(subjectId));
  await release(
    database.work,
    'dispatch',
    back.map(({ subjectId, token }) => ({ subjectId, token, afterSeconds: noRoomSeconds })),
  );
}

/** Those that the line may be asked for now: a rate that is used up says nothing against anybody. */
async function withinRate(upstream: Upstream, tasks: readonly WaitingTask[]): Promise<string[]> {
  const ids: string[] = [];
  for (const { taskId } of tasks) {
    if (!(await upstream.mayCreate())) break;
    ids.push(taskId);
  }
  return ids;
}

async function sendAll(
  { database, breakers }: LiveParts,
  queue: string,
  family: FamilyName,
  { upstream, tasksMax }: Room,
  tasks: readonly WaitingTask[],
  claimed: readonly Claimed[],
): Promise<number> {
  const { line, parts } = upstream;
  const ids = await withinRate(upstream, tasks);
  const late = tasks.map(({ taskId }) => taskId).filter((id) => !ids.includes(id));
  await giveBack(database, claimed, new Set(late));
  if (ids.length === 0) return 0;
  const begun: BegunAttempt[] = [];
  for (const [resolution, some] of Map.groupBy(ids, (id) => resolutionOf(tasks, id))) {
    const { version } = line;
    const slots = { lineId: line.id, version, family, resolution, tasksMax, tasksMaxHere: null };
    begun.push(...(await beginOnLine(database, slots, some)));
  }
  const begunIds = new Set(begun.map(({ taskId }) => taskId));
  // Another process was quicker to the slot, or the task has ended.
  await giveBack(database, claimed, new Set(ids.filter((id) => !begunIds.has(id))));
  breakers.sent(line.id, family);
  await Promise.all(begun.map((attempt) => send(parts, queue, attempt)));
  return begun.length;
}

function resolutionOf(tasks: readonly WaitingTask[], id: string): string {
  return tasks.find(({ taskId }) => taskId === id)?.request.resolution ?? '';
}
