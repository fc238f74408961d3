import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../client/src/api-types.ts';
import { taskQuery, isOver } from '../../api/tasks.ts';
import { useTaskStream } from '../../api/task-stream.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Empty } from '../../components/States.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { FinishedStage } from './FinishedStage.tsx';
import { RunningStage } from './RunningStage.tsx';
import { UnmadeStage } from './UnmadeStage.tsx';
import type { PlaygroundForm } from './use-playground.ts';
import type { Run } from './use-run.ts';

interface Props {
  form: PlaygroundForm;
  run: Run;
  onTakeUp: (task: Task) => void;
}

/** Idle, running or finished: the same boxes, so that nothing moves. */
export function Stage({ form, run, onTakeUp }: Props) {
  const { t } = useTranslation();
  if (run.isSending) return <RunningStage task={null} />;
  if (form.task !== '') return <TaskStage key={form.task} {...{ form, run, onTakeUp }} />;
  return (
    <div className="grid aspect-[864/496] place-items-center rounded-gate border border-line max-sm:mt-4">
      <Empty title={t('playground.idle')} note={t('playground.idleNote')} />
    </div>
  );
}

/** Made so lately that it plays by itself. */
const newMs = 15_000;

function TaskStage({ form, run, onTakeUp }: Props) {
  const { t } = useTranslation();
  const query = useQuery(taskQuery(form.task));
  const now = useNow();
  const { data } = query;
  useTaskStream(data && !isOver(data) ? form.task : null);
  return (
    <Loaded
      query={query}
      loading={<RunningStage task={null} />}
      failed={t('playground.taskFailed')}
    >
      {(task) => {
        if (!isOver(task)) return <RunningStage task={task} />;
        if (!task.output) return <UnmadeStage task={task} />;
        const age = now - Date.parse(task.finishedAt ?? task.updatedAt);
        return <FinishedStage {...{ task, form, run, onTakeUp }} isNew={age < newMs} />;
      }}
    </Loaded>
  );
}
