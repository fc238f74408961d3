/** All tasks and how they move: queued, running, over. Moves are made when somebody looks, at their time. */
import type { SimulatorClock } from './clock.ts';
import type { TaskFault } from './faults.ts';
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
  /** Those that can be read, newest first. */
  readable(): Task[];
  /** Cancels what waits and removes what is over; throws ArkRefusal. */
  remove(id: string): void;
  /** Makes all moves that are due. */
  settle(): void;
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

  function change(task: Task, state: TaskState, atMs: number): void {
    task.state = state;
    task.updatedAtMs = atMs;
    const lane = laneFor(task.order);
    lane.waiting.delete(task);
    lane.running.delete(task);
    if (state === 'running') {
      task.startedAtMs = atMs;
      lane.running.add(task);
    } else {
      task.endedAtMs = atMs;
    }
    parts.onChange(task);
  }

  function laneFor(order: Order): Lane {
    const name = laneOf(order);
    const lane = lanes.get(name) ?? {
      name,
      is4k: order.resolution === '4k',
      waiting: new Set(),
      running: new Set(),
    };
    lanes.set(name, lane);
    return lane;
  }

  function slots({ is4k }: Lane): number {
    return is4k ? settings().runningAtOnce4k : settings().runningAtOnce;
  }

  function startWaiting(atMs: number): void {
    for (const lane of lanes.values()) {
      while (lane.running.size < slots(lane)) {
        const next = nextOf(lane);
        if (!next) break;
        change(next, 'running', atMs);
      }
      parts.onLane(lane.name, lane.running.size, lane.running.size + lane.waiting.size);
    }
  }

  function endOf(task: Task): number {
    const { runSeconds, timeScale } = settings();
    if (isStuck(task, 'running')) return Number.POSITIVE_INFINITY;
    const runMs = runSeconds === null ? task.runMs * timeScale : runSeconds * 1_000;
    return (task.startedAtMs ?? task.acceptedAtMs) + runMs;
  }

  /** What happens next to any task that is not over. */
  function nextMove(): Move | null {
    let next: Move | null = null;
    const propose = (move: Move): void => {
      if (move.atMs < (next?.atMs ?? Number.POSITIVE_INFINITY)) next = move;
    };
    for (const lane of lanes.values()) {
      for (const task of lane.running) {
        propose({
          task,
          atMs: endOf(task),
          to: task.fault?.does === 'fail' ? 'failed' : 'succeeded',
        });
        propose({ task, atMs: expiryOf(task), to: 'expired' });
      }
      for (const task of lane.waiting) propose({ task, atMs: expiryOf(task), to: 'expired' });
    }
    return next;
  }

  function settle(): void {
    const nowMs = clock.nowMs();
    for (let move = nextMove(); move !== null && move.atMs <= nowMs; move = nextMove()) {
      change(move.task, move.to, move.atMs);
      startWaiting(move.atMs);
    }
    startWaiting(nowMs);
  }

  function isReadable(task: Task): boolean {
    const ageMs = clock.nowMs() - task.acceptedAtMs;
    const wasCancelled = task.state === 'cancelled' && clock.nowMs() - task.updatedAtMs > dayMs;
    return !task.removed && ageMs <= keptMs && !wasCancelled;
  }

  function read(id: string): Task {
    const task = byId.get(id);
    if (!task || !isReadable(task)) throw unknownTask(id);
    return task;
  }

  return {
    accept(order) {
      const { queuedAtMost } = settings();
      const lane = laneFor(order);
      if (queuedAtMost !== null && lane.waiting.size >= queuedAtMost) throw tooManyQueued();
      const nowMs = clock.nowMs();
      const fault = parts.faultOf(order.prompt);
      const ordinal = tasks.length + 1;
      const task = newTask(order, { seed: parts.seed, ordinal, fault, nowMs });
      tasks.push(task);
      byId.set(task.id, task);
      lane.waiting.add(task);
      parts.onChange(task);
      startWaiting(nowMs);
      return task;
    },
    known: (id) => byId.get(id),
    read,
    readable: () => tasks.filter(isReadable).reverse(),
    remove(id) {
      const task = read(id);
      if (task.state === 'running') throw runningDeletion();
      // What a second delete of a cancelled task answers is not documented.
      if (task.state === 'cancelled') throw cancelledDeletion();
      if (task.state === 'queued') change(task, 'cancelled', clock.nowMs());
      else task.removed = true;
    },
    settle,
    nextMs: () => nextMove()?.atMs ?? null,
    release() {
      const stuck = tasks.filter((task) => !isOver(task) && task.fault?.does === 'stick');
      for (const task of stuck) task.fault = null;
      settle();
      return stuck.length;
    },
    all: () => tasks,
  };
}

interface Lane {
  name: string;
  is4k: boolean;
  waiting: Set<Task>;
  running: Set<Task>;
}

interface Move {
  task: Task;
  atMs: number;
  to: 'succeeded' | 'failed' | 'expired';
}

/** The first of the highest priority. */
function nextOf({ waiting }: Lane): Task | null {
  let next: Task | null = null;
  for (const task of waiting) {
    if (isStuck(task, 'queued')) continue;
    if (next === null || task.order.priority > next.order.priority) next = task;
  }
  return next;
}

function isStuck({ fault }: Task, state: 'queued' | 'running'): boolean {
  return fault?.does === 'stick' && fault.in === state;
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
