import { isOver, type AnyTask } from '../api/tasks.ts';
import { Credits } from './Credits.tsx';

/** What a task was charged, or what is held for it. */
export function TaskCost({ task }: { task: AnyTask }) {
  return isOver(task) ? (
    <Credits value={task.chargedCredits ?? 0} />
  ) : (
    <Credits value={task.quotedCredits} tone="held" />
  );
}
