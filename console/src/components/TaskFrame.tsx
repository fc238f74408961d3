import { useTranslation } from 'react-i18next';
import type { AnyTask } from '../api/tasks.ts';
import { paths } from '../paths.ts';
import { Link } from './Link.tsx';
import { TaskCost } from './TaskCost.tsx';
import { TaskThumb } from './TaskThumb.tsx';
import { useFailureName } from './failure-words.ts';

/** A task as a card: its frame, its prompt and what it cost. */
export function TaskFrame({ task }: { task: AnyTask }) {
  const { t } = useTranslation();
  const failureName = useFailureName();
  return (
    <Link href={paths.task(task.id)} className="block min-w-0 rounded-gate">
      <TaskThumb
        task={task}
        hasLength
        className="aspect-video w-full"
        note={
          <span className="text-meta">
            {task.failure ? failureName(task.failure.code) : t(`common.state.${task.state}`)}
          </span>
        }
      />
      <span className="mt-1.5 flex gap-3">
        <span className="truncate">{task.prompt === '' ? task.id : task.prompt}</span>
        <span className="ml-auto text-meta/5 text-ink-3">
          <TaskCost task={task} />
        </span>
      </span>
    </Link>
  );
}
