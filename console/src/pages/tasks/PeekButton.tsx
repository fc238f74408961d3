import { createContext, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnyTask } from '../../api/tasks.ts';
import { TaskThumb } from '../../components/TaskThumb.tsx';

/** Shows a task beside the list. */
export const PeekContext = createContext<(id: string) => void>(() => undefined);

/** The film of a row: a press shows it beside the list. */
export function PeekButton({ task }: { task: AnyTask }) {
  const { t } = useTranslation();
  const peek = useContext(PeekContext);
  return (
    <button
      type="button"
      aria-label={t('tasks.peek', { prompt: task.prompt || task.id })}
      onClick={() => peek(task.id)}
      className="block rounded-gate"
    >
      <TaskThumb task={task} className="h-[63px] w-28 sm:h-[45px] sm:w-20" />
    </button>
  );
}
