/** Tasks that share slots and a rate: those that wait, by their priority, and those that run. */
import type { Task } from './task.ts';

export interface Lane {
  readonly name: string;
  readonly is4k: boolean;
  readonly running: ReadonlySet<Task>;
  waits(task: Task): void;
  runs(task: Task): void;
  /** It neither waits nor runs any more. */
  leaves(task: Task): void;
  /** The first of the highest priority that is not stuck; null: none. */
  next(): Task | null;
  waiting(): number;
  /** Everything that waits or runs. */
  open(): Task[];
}

const priorities = 10;

export function createLane(name: string, is4k: boolean): Lane {
  const ready = Array.from({ length: priorities }, () => new Set<Task>());
  const stuck = new Set<Task>();
  const running = new Set<Task>();

  function leaves(task: Task): void {
    for (const places of ready) places.delete(task);
    stuck.delete(task);
    running.delete(task);
  }

  return {
    name,
    is4k,
    running,
    leaves,
    waits(task) {
      leaves(task);
      const place = isStuck(task, 'queued') ? stuck : ready[task.order.priority];
      place?.add(task);
    },
    runs(task) {
      leaves(task);
      running.add(task);
    },
    next() {
      const [first = null] = ready.findLast((places) => places.size > 0) ?? [];
      return first;
    },
    waiting: () => ready.reduce((sum, places) => sum + places.size, stuck.size),
    open: () => [...ready.flatMap((places) => [...places]), ...stuck, ...running],
  };
}

export function isStuck({ fault }: Task, state: 'queued' | 'running'): boolean {
  return fault?.does === 'stick' && fault.in === state;
}
