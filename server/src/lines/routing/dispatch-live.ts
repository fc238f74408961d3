import type { LiveParts, Upstream } from './upstream.ts';
import { setTimeout as wait } from 'node:timers/promises';
import type { FamilyName } from '../../generation/families.ts';
import { claim, release, type Claimed } from '../../work/claim.ts';
import type { Database } from '../../postgres/database.ts';
import { beginOnLine, readWaiting, type WaitingTask } from '../../tasks/attempts.ts';
import { familyQueue, lostQueue } from '../../work/queues.ts';
import { endWaiting } from '../../tasks/settle.ts';
import { send, settleWhatCannotBegin } from '../../making/dispatch.ts';
import { leaseSeconds } from '../../making/parts.ts';
import { prepareMedia } from '../http/prepare-media.ts';
import { createsAheadSeconds, findCapacities, type LineCapacity } from './capacity.ts';
import { chooseLine } from './route.ts';

/** At most so many are claimed at once. */
const claimMax = 64;
/** A task for which no line has room is looked at again so soon. */
const noRoomSeconds = 2;

/**
 * Takes waiting tasks of a family, fairly across accounts, as many as its lines have free slots and calls,
 * finds a line for each, and begins to send them. Resolves true where more may be waiting.
 */
export async function dispatchLive(parts: LiveParts, family: FamilyName): Promise<boolean> {
  const { database, jobs } = parts;
  const rooms = await findCapacities(parts, family);
  const limit = Math.min(
    claimMax,
    jobs.free(),
    rooms.reduce((sum, room) => sum + room.free, 0),
  );
  const queue = familyQueue(family);
  const claimed = await claim(database.claims, { step: 'dispatch', queue, limit, leaseSeconds });
  if (claimed.length === 0) return false;
  const waiting = await readWaiting(
    database,
    claimed.map((one) => one.subjectId),
  );
  const claims = new Map(claimed.map((one) => [one.subjectId, one]));
  const batches = new Map<string, Batch>();
  for (const task of waiting) {
    const room = capacityFor(task, rooms, parts);
    if (room === null) {
      if (!(await failIfImpossible(task, parts))) await giveBack(database, claims, [task.taskId]);
      continue;
    }
    if (await isPreparing(task, room.upstream, claims, parts)) continue;
    const { resolution, flex = false } = task.request;
    room.take(resolution);
    const key = `${room.upstream.line.id} ${resolution} ${String(flex)}`;
    const batch = batches.get(key) ?? { room, resolution, flex, ids: [] };
    batch.ids.push(task.taskId);
    batches.set(key, batch);
  }
  const known = new Set(waiting.map(({ taskId }) => taskId));
  const others = claimed.flatMap(({ subjectId: id }) => (known.has(id) ? [] : [id]));
  await settleWhatCannotBegin(parts, others, lostQueue);
  await Promise.all(
    [...batches.values()].map((batch) => sendBatch(parts, queue, family, batch, claims)),
  );
  return claimed.length === limit;
}

/** Tasks of one line at one resolution, in one tier. */
interface Batch {
  room: LineCapacity;
  resolution: string;
  flex: boolean;
  ids: string[];
}

type Claims = ReadonlyMap<string, Claimed>;

function capacityFor(
  task: WaitingTask,
  rooms: readonly LineCapacity[],
  parts: LiveParts,
): LineCapacity | null {
  const { request } = task;
  let candidates = rooms
    .filter((room) => room.freeAt(request.resolution) > 0)
    .map((room) => ({
      room,
      line: room.upstream.line,
      health: parts.breakers.health(room.upstream.line.id, request.family),
      costMicros: room.upstream.parts.costs.expected(request),
      isHanging: room.isHanging(),
      refusedBefore: task.refusedBy.includes(room.upstream.line.id),
    }));
  for (;;) {
    const chosen = chooseLine(candidates, parts.random());
    if (!chosen) return null;
    // Asked last, because it writes the whole call.
    if (chosen.room.upstream.cannotTake(request) === null) return chosen.room;
    candidates = candidates.filter((one) => one !== chosen);
  }
}

/** So many tasks of a line at once: one that is slow to take media holds no hands of others. */
const preparingMax = 64;

/** True: the line has to be given the task's media first. That is begun, or waits, and the task goes back meanwhile. */
async function isPreparing(
  task: WaitingTask,
  { parts, assetsFor, preparing }: Upstream,
  claims: Claims,
  { database, jobs }: Pick<LiveParts, 'database' | 'jobs'>,
): Promise<boolean> {
  const { taskId, request } = task;
  const assets = assetsFor?.(request);
  const claimed = claims.get(taskId);
  if (!assets || !claimed || (await assets.areReady(request.media))) return false;
  if (preparing.size >= preparingMax) {
    await giveBack(database, claims, [taskId]);
    return true;
  }
  preparing.add(taskId);
  jobs.start(
    claimed,
    () => prepareMedia(parts, assets, task, claimed),
    () => {
      preparing.delete(taskId);
    },
  );
  return true;
}

/** True: no line that serves the family can ever take it, so its hold goes back. */
async function failIfImpossible(
  { taskId, request }: WaitingTask,
  { upstreams, settler, log }: LiveParts,
): Promise<boolean> {
  const serving = upstreams().filter(({ line }) =>
    line.models.some(({ family }) => family === request.family),
  );
  const reasons = serving.map((upstream) => upstream.cannotTake(request));
  if (reasons.length === 0 || reasons.includes(null)) return false;
  log.warn({ taskId, reasons }, 'no line can take a task');
  return endWaiting(settler, taskId, 'failed', {
    code: 'provider_error',
    message:
      'No provider that is connected can make a video from this request. Nothing was charged.',
  });
}

async function giveBack(database: Database, claims: Claims, ids: readonly string[]): Promise<void> {
  const back = ids.flatMap((id) => claims.get(id) ?? []);
  await release(
    database.work,
    'dispatch',
    back.map(({ subjectId, token }) => ({ subjectId, token, afterSeconds: noRoomSeconds })),
  );
}

/**
 * A flex task may wait at its line for a day: it is begun where a slot is free, as any other, and takes none from
 * those that are made at once. Upstreams bound it by its own measure.
 */
function flexSlots(family: FamilyName) {
  return { family: `${family} flex`, tasksMax: null, tasksMaxHere: null };
}

async function sendBatch(
  { database, breakers, jobs, freed, nowMs }: LiveParts,
  queue: string,
  family: FamilyName,
  { room, resolution, flex, ids }: Batch,
  claims: Claims,
): Promise<void> {
  const { upstream, tasksMax } = room;
  const { line, parts } = upstream;
  const claimedAtMs = nowMs();
  // A rate that is used up says nothing against anybody: the rest waits a moment.
  const calls = await upstream.takeCreates(ids.length, createsAheadSeconds);
  const begun = await beginOnLine(
    database,
    {
      lineId: line.id,
      version: line.version,
      resolution,
      ...(flex
        ? flexSlots(family)
        : { family, tasksMax, tasksMaxHere: room.tasksMaxAt(resolution) }),
    },
    ids.slice(0, calls.taken),
  );
  const begunIds = new Set(begun.map(({ taskId }) => taskId));
  // Another process was quicker to the slot, the line has changed, or the task has ended.
  await giveBack(
    database,
    claims,
    ids.filter((id) => !begunIds.has(id)),
  );
  if (begun.length > 0) breakers.sent(line.id, family);
  for (const [index, attempt] of begun.entries()) {
    const claimed = claims.get(attempt.taskId);
    if (!claimed) continue;
    const waitMs = (calls.waitSeconds + index * calls.apartSeconds) * 1_000;
    const over = upstream.creates.begin();
    const create = async (): Promise<void> => {
      if (waitMs > 1) await wait(waitMs);
      // Who slept so long may be taken for dead, and what is sent now would be made a second time: it is
      // left to those who look for what dead senders have sent.
      if (nowMs() - claimedAtMs > leaseSeconds * 1_000) return;
      await send(parts, queue, attempt);
    };
    jobs.start(claimed, create, () => {
      over();
      freed();
    });
  }
}
