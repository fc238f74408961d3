import { clientState, type ClientState, type TaskState } from '../generation/states.ts';
import { createBatcher } from '../postgres/batcher.ts';
import type { Database } from '../postgres/database.ts';
import { failsWhole } from '../postgres/transient.ts';
import type { TaskKey } from './read.ts';

/** A change of a task's state that its account can see. */
interface TaskEvent {
  /** Counts all that happened to the task, seen or not; its acceptance is 0. */
  number: number;
  state: ClientState;
  /** Milliseconds since 1970. */
  atMs: number;
}

/** What is asked of one task's events. */
interface EventsAfter extends TaskKey {
  /** Only events with a higher number; -1 for all of them. */
  after: number;
}

/** A task at one moment, with what had happened to it until then. */
export interface TaskEvents {
  /** As the database keeps it. */
  state: TaskState;
  progress: number;
  /** The number of the newest thing that happened, whether it can be seen or not. */
  newest: number;
  /** In their order. */
  events: readonly TaskEvent[];
}

export interface EventReader {
  /** Null for a missing, a forgotten and another account's task alike. Reads that come together share one statement. */
  read(asked: EventsAfter): Promise<TaskEvents | null>;
}

export function createEventReader(database: Pick<Database, 'reads'>): EventReader {
  const batcher = createBatcher<EventsAfter, TaskEvents | null>({
    maxItems: 1_024,
    failsWhole,
    run: (asked) => readEvents(database, asked),
    // What cannot be an id, or a number of an event, names nothing.
    refused: () => null,
  });
  return { read: (asked) => batcher.add(asked) };
}

interface EventRow {
  position: number;
  state: TaskState;
  progress: number;
  created_ms: number;
  newest: number;
  number: number | null;
  event_state: TaskState | null;
  former_state: TaskState | null;
  at_ms: number | null;
}

/**
 * The task and its events come from one snapshot, so whoever sees a final state sees its event as well.
 * One look into a primary key for each, whatever the planner believes of the tables.
 */
const eventsStatement = `
select w.position::int, t.state, t.progress,
       (extract(epoch from t.created_at) * 1000)::float8 as created_ms,
       coalesce(t.events, (select max(n.number) from events n where n.task_id = w.id), 0) as newest,
       e.number, e.state as event_state,
       (select f.state from events f where f.task_id = w.id and f.number = e.number - 1) as former_state,
       (extract(epoch from e.at) * 1000)::float8 as at_ms
  from unnest($1::text[], $2::uuid[], $3::int[]) with ordinality w (id, account_id, after, position)
 cross join lateral (
   select t.state, t.progress, t.created_at, t.events from tasks t
    where t.id = w.id and t.account_id is not distinct from w.account_id and t.forgotten_at is null
    limit 1) t
  left join events e on e.task_id = w.id and e.number > w.after
 order by w.position, e.number`;

async function readEvents(
  database: Pick<Database, 'reads'>,
  asked: readonly EventsAfter[],
): Promise<(TaskEvents | null)[]> {
  const { rows } = await database.reads.query<EventRow>({
    name: 'read events',
    text: eventsStatement,
    values: [
      asked.map(({ id }) => id),
      asked.map(({ accountId }) => accountId),
      asked.map(({ after }) => after),
    ],
  });
  const byPosition = Map.groupBy(rows, ({ position }) => position);
  return asked.map(({ after }, index) => {
    const found = byPosition.get(index + 1);
    const [first] = found ?? [];
    if (!found || !first) return null;
    const accepted: TaskEvent = { number: 0, state: 'queued', atMs: first.created_ms };
    return {
      state: first.state,
      progress: first.progress,
      newest: first.newest,
      events: [...(after < 0 ? [accepted] : []), ...found.flatMap(visible)],
    };
  });
}

/** None where the account sees the same state as before. */
function visible({ number, event_state, former_state, at_ms }: EventRow): TaskEvent[] {
  if (number === null || event_state === null || at_ms === null) return [];
  const state = clientState(event_state);
  if (state === clientState(former_state ?? 'queued')) return [];
  return [{ number, state, atMs: Math.floor(at_ms) }];
}
