/** All tasks and how they move: queued, running, over. Moves are made when somebody looks, at their time. */
import { createAgenda, type Entry } from './agenda.ts';
import type { SimulatorClock } from './clock.ts';
import type { TaskFault } from './faults.ts';
import { createLane, isStuck, type Lane } from './lane.ts';
import type { Order } from './order.ts';
import { ArkRefusal, unknownTask } from './refusals.ts';
import type { Settings } from './settings.ts';
import { isOver, laneOf, newTask, type Task, type TaskState } from './task.ts';

export interface TaskBook {
  /** Throws ArkRefusal where too many wait. */
  accept(order: Order): Task;
  /** Also one that was removed. */
  known(id: string): Task | undefined;
  /** As far as it can be read from outside; throws ArkRefusal. */
  read(id: string): Task;
  /** Those of these ids, or all, that can be read, newest first. */
  readable(ids: ReadonlySet<string>): Task[];
  /** Cancels what waits and removes what is over; throws ArkRefusal. */
  remove(id: string): void;
  /** Makes all moves that are due. */
  settle(): void;
  /** To be called when the settings have changed, after what was due by the former ones. */
  planAnew(): void;
  /** When the next move is due; null: never. */
  nextMs(): number | null;
  /** Lets stuck tasks go; resolves with how many there were. */
  release(): number;
  /** Every task that was ever accepted. */
  all(): readonly Task[];
}

export interface TaskBookParts {
  seed: number;
  clock: Pick<SimulatorClock, 'nowMs'>;
  settings(): Settings;
  faultOf(prompt: string): TaskFault | null;
  onChange(task: Task): void;
  onLane(name: string, running: number, open: number): void;
}

const dayMs = 86_400_000;
const keptMs = 7 * dayMs;

export function createTaskBook(parts: TaskBookParts): TaskBook {
  const { clock, settings } = parts;
  const tasks: Task[] = [];
  const byId = new Map<string, Task>();
  const lanes = new Map<string, Lane>();
  /** What may come to pass; entries that came to nothing stay until their time. */
  const agenda = createAgenda<Move>();

  function change(task: Task, state: TaskState, atMs: number): void {
    task.state = state;
    task.updatedAtMs = atMs;
    const lane = laneFor(task.order);
    if (state === 'running') {
      task.startedAtMs = atMs;
      lane.runs(task);
      planEnd(task);
    } else {
      task.endedAtMs = atMs;
      lane.leaves(task);
    }
    parts.onChange(task);
  }

  function laneFor(order: Order): Lane {
    const name = laneOf(order);
    const lane = lanes.get(name) ?? createLane(name, order.resolution === '4k');
    lanes.set(name, lane);
    return lane;
  }

  function slots({ is4k }: Lane): number {
    return is4k ? settings().runningAtOnce4k : settings().runningAtOnce;
  }

  function startWaiting(atMs: number): void {
    for (const lane of lanes.values()) {
      for (let next = lane.next(); next && lane.running.size < slots(lane); next = lane.next()) {
        change(next, 'running', atMs);
      }
      parts.onLane(lane.name, lane.running.size, lane.running.size + lane.waiting());
    }
  }

  function planEnd(task: Task): void {
    if (isStuck(task, 'running')) return;
    const { runSeconds, timeScale } = settings();
    const runMs = runSeconds === null ? task.runMs * timeScale : runSeconds * 1_000;
    const to = task.fault?.does === 'fail' ? 'failed' : 'succeeded';
    agenda.add((task.startedAtMs ?? task.acceptedAtMs) + runMs, { task, to });
  }

  function planExpiry(task: Task): void {
    agenda.add(expiryOf(task), { task, to: 'expired' });
  }

  function planAnew(): void {
    agenda.clear();
    for (const lane of lanes.values()) {
      for (const task of lane.open()) {
        if (task.state === 'running') planEnd(task);
        planExpiry(task);
      }
    }
  }

  /** What happens next to any task that is not over. */
  function nextMove(): Entry<Move> | null {
    let next = agenda.first();
    while (next && isOver(next.item.task)) {
      agenda.drop();
      next = agenda.first();
    }
    return next;
  }

  function settle(): void {
    const nowMs = clock.nowMs();
    for (let move = nextMove(); move && move.atMs <= nowMs; move = nextMove()) {
      agenda.drop();
      change(move.item.task, move.item.to, move.atMs);
      startWaiting(move.atMs);
    }
    startWaiting(nowMs);
  }

  function isReadable(task: Task, nowMs: number): boolean {
    const wasCancelled = task.state === 'cancelled' && nowMs - task.updatedAtMs > dayMs;
    return !task.removed && nowMs - task.acceptedAtMs <= keptMs && !wasCancelled;
  }

  function read(id: string): Task {
    const task = byId.get(id);
    if (!task || !isReadable(task, clock.nowMs())) throw unknownTask(id);
    return task;
  }

  return {
    accept(order) {
      const { queuedAtMost } = settings();
      const lane = laneFor(order);
      if (queuedAtMost !== null && lane.waiting() >= queuedAtMost) throw tooManyQueued();
      const nowMs = clock.nowMs();
      const fault = parts.faultOf(order.prompt);
      const ordinal = tasks.length + 1;
      const isTaken = (id: string): boolean => byId.has(id);
      const task = newTask(order, { seed: parts.seed, ordinal, fault, nowMs, isTaken });
      tasks.push(task);
      byId.set(task.id, task);
      lane.waits(task);
      planExpiry(task);
      parts.onChange(task);
      startWaiting(nowMs);
      return task;
    },
    known: (id) => byId.get(id),
    read,
    readable(ids) {
      const nowMs = clock.nowMs();
      const named = [...ids].flatMap((id) => byId.get(id) ?? []);
      const asked = ids.size === 0 ? tasks : named.sort((a, b) => a.ordinal - b.ordinal);
      return asked.filter((task) => isReadable(task, nowMs)).reverse();
    },
    remove(id) {
      const task = read(id);
      if (task.state === 'running') throw runningDeletion();
      // What a second delete of a cancelled task answers is not documented.
      if (task.state === 'cancelled') throw cancelledDeletion();
      if (task.state === 'queued') change(task, 'cancelled', clock.nowMs());
      else task.removed = true;
    },
    settle,
    planAnew,
    nextMs: () => nextMove()?.atMs ?? null,
    release() {
      const stuck = tasks.filter((task) => !isOver(task) && task.fault?.does === 'stick');
      for (const task of stuck) {
        task.fault = null;
        if (task.state === 'queued') laneFor(task.order).waits(task);
      }
      planAnew();
      settle();
      return stuck.length;
    },
    all: () => tasks,
  };
}

interface Move {
  task: Task;
  to: 'succeeded' | 'failed' | 'expired';
}

function expiryOf({ acceptedAtMs, order }: Task): number {
  return acceptedAtMs + order.expiresSeconds * 1_000;
}

function tooManyQueued(): ArkRefusal {
  const message = 'The number of queued tasks of the account has reached its limit.';
  return new ArkRefusal(429, 'QuotaExceeded', message);
}

function runningDeletion(): ArkRefusal {
  const message = 'A task that is running cannot be deleted.';
  return new ArkRefusal(409, 'InvalidAction.RunningTaskDeletion', message, 'id');
}

function cancelledDeletion(): ArkRefusal {
  const message = 'A task that was cancelled cannot be deleted.';
  return new ArkRefusal(409, 'InvalidAction.CancelledTaskDeletion', message, 'id');
}
