import { familyNames, type FamilyName } from '../generation/families.ts';
import type { Database } from '../postgres/database.ts';
import { familyQueue } from '../work/queues.ts';
import type { TaskKey } from './read.ts';
import { givenUpAt } from './silence.ts';

/** What is said of a task that is not over: its place while it waits, its end while it runs. */
interface Outlook {
  queue: QueuePlace | null;
  /** Milliseconds since 1970; null where nobody knows, or where it is late. */
  expectedFinishAtMs: number | null;
  /** Likewise: where nothing is heard of it, when it is given up at the latest; null: there is no such time. */
  endsByMs: number | null;
}

interface QueuePlace {
  /** 1: it is the next. At most `countedMax`. */
  position: number;
  /** It is further back than that. */
  more: boolean;
  /** Whole seconds; null where nobody knows. */
  expectedWaitSeconds: number | null;
}

/** A line that takes tasks of a family now. */
export interface ServingLine {
  id: string;
  /** Most tasks at once; Infinity: it has no such bound. */
  tasksMax: number;
  createsPerSecond: number;
}

/** The line as it is loaded at a moment. */
export interface LineLoad extends ServingLine {
  taken: number;
  /** How long tasks of the family take there; null where none was measured. */
  meanSeconds: number | null;
}

export interface QueuePosition {
  outlook(key: TaskKey): Promise<Outlook>;
}

export interface WaitingParts {
  database: Database;
  linesOf(this: void, family: FamilyName): readonly ServingLine[];
  /** Milliseconds, from any beginning. */
  nowMs?(this: void): number;
}

/** So many places of a queue are counted. */
const countedMax = 10_000;

/** A queue is read once in so long, however many ask for their place in it. */
const keptMs = 1_000;

/** A place in the fair order of dispatch. */
interface Turn {
  turn: bigint;
  id: string;
}

/** A queue as it stood a moment ago. */
interface Queue {
  /** The first of it, in their order; what is being sent just now is not among them. */
  turns: readonly Turn[];
  lines: readonly LineLoad[];
}

export function createWaiting(parts: WaitingParts): QueuePosition {
  const { database, nowMs = () => performance.now() } = parts;
  const kept = new Map<string, { queue: Promise<Queue>; untilMs: number }>();

  function queueNamed(name: string): Promise<Queue> {
    const known = kept.get(name);
    if (known && known.untilMs > nowMs()) return known.queue;
    const queue = readQueue(parts, name);
    kept.set(name, { queue, untilMs: nowMs() + keptMs });
    queue.catch(() => kept.delete(name));
    return queue;
  }

  return {
    async outlook(key) {
      const row = await readRow(database, key);
      if (!row) return { queue: null, expectedFinishAtMs: null, endsByMs: null };
      const { queue, turn, is_claimed: isClaimed } = row;
      const times = { expectedFinishAtMs: row.finish_ms, endsByMs: row.ends_ms };
      if (queue === null || turn === null) return { queue: null, ...times };
      const own = { turn, id: key.id };
      return { queue: placeIn(await queueNamed(queue), own, isClaimed), ...times };
    },
  };
}

function placeIn({ turns, lines }: Queue, own: Turn, isClaimed: boolean): QueuePlace {
  // Somebody is sending it.
  if (isClaimed) return { position: 1, more: false, expectedWaitSeconds: 0 };
  const before = countBefore(turns, own);
  const more = before >= countedMax;
  return {
    position: Math.min(before + 1, countedMax),
    more,
    expectedWaitSeconds: more ? null : expectedWait(before, lines),
  };
}

/**
 * Whole seconds until a task is sent that has `before` others before it; null where nobody knows. Those for
 * which there are free slots go as fast as the lines may be called; all others follow at the pace at which
 * slots come free when every one is taken: slots divided by the mean length of a task, summed over the lines.
 * An estimate: it knows nothing of later tasks that get an earlier turn, nor of lines that rest.
 */
export function expectedWait(before: number, lines: readonly LineLoad[]): number | null {
  if (lines.length === 0) return null;
  const sending = before / sum(lines.map(({ createsPerSecond }) => createsPerSecond));
  const free = sum(lines.map(({ tasksMax, taken }) => Math.max(0, tasksMax - taken)));
  if (before < free) return Math.ceil(sending);
  const known = lines.flatMap(({ meanSeconds }) => meanSeconds ?? []);
  if (known.length === 0) return null;
  const usual = sum(known) / known.length;
  const perSecond = sum(
    lines.map(({ tasksMax, meanSeconds }) => tasksMax / Math.max(1, meanSeconds ?? usual)),
  );
  if (perSecond === 0) return null;
  return Math.ceil(Math.max(sending, (before - free + 1) / perSecond));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

/** By halves, so that it costs nothing to ask for every task of a long queue. */
function countBefore(turns: readonly Turn[], own: Turn): number {
  let least = 0;
  let most = turns.length;
  while (least < most) {
    const middle = (least + most) >> 1;
    const one = turns[middle];
    if (one && isBefore(one, own)) least = middle + 1;
    else most = middle;
  }
  return least;
}

/** As `work_by_turn` orders them: ids are ASCII, for which both collations are one. */
function isBefore(one: Turn, other: Turn): boolean {
  return one.turn === other.turn ? one.id < other.id : one.turn < other.turn;
}

interface OutlookRow {
  queue: string | null;
  turn: bigint | null;
  is_claimed: boolean;
  finish_ms: number | null;
  ends_ms: number | null;
}

async function readRow(
  database: Database,
  { accountId, id }: TaskKey,
): Promise<OutlookRow | undefined> {
  const { rows } = await database.reads.query<OutlookRow>({
    name: 'read outlook',
    text: `
select w.queue, w.turn, w.claim_token is not null as is_claimed,
       case when f.at > now() then (extract(epoch from f.at) * 1000)::float8 end as finish_ms,
       (extract(epoch from ${givenUpAt}) * 1000)::float8 as ends_ms
  from tasks t
 cross join lateral (select t.started_at + make_interval(secs => t.expected_seconds) as at) f
  left join work w on w.step = 'dispatch' and w.subject_id = t.id
  left join attempts a on a.task_id = t.id and a.number = t.attempts
  left join lines l on l.id = a.line
 where t.id = $1 and t.account_id is not distinct from $2::uuid`,
    values: [id, accountId],
  });
  return rows[0];
}

async function readQueue({ database, linesOf }: WaitingParts, name: string): Promise<Queue> {
  const family = familyNames.find((one) => familyQueue(one) === name);
  const [{ rows: turns }, lines] = await Promise.all([
    database.reads.query<Turn>({
      name: 'read turns of queue',
      text: `
select turn, subject_id as id from work
 where step = 'dispatch' and queue = $1 and claim_token is null
 order by turn, subject_id limit $2`,
      values: [name, countedMax],
    }),
    family === undefined ? [] : readLoads(database, family, linesOf(family)),
  ]);
  return { turns, lines };
}

async function readLoads(
  database: Database,
  family: FamilyName,
  lines: readonly ServingLine[],
): Promise<LineLoad[]> {
  const { rows } = await database.reads.query<{
    id: string;
    taken: number;
    mean_seconds: number | null;
  }>({
    name: 'read outlook of lines',
    text: `
select l.id,
       (select coalesce(sum(s.taken), 0)::int from line_slots s
         where s.line = l.id and s.family = $1) as taken,
       (select sum(m.mean_seconds * m.measured) / sum(m.measured) from line_lengths m
         where m.line = l.id and m.family = $1) as mean_seconds
  from unnest($2::text[]) l (id)`,
    values: [family, lines.map(({ id }) => id)],
  });
  const loads = new Map(rows.map((row) => [row.id, row]));
  return lines.map((line) => ({
    ...line,
    taken: loads.get(line.id)?.taken ?? 0,
    meanSeconds: loads.get(line.id)?.mean_seconds ?? null,
  }));
}
