import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useTaskStream } from '../../api/task-stream.ts';
import { isOver, taskQuery } from '../../api/tasks.ts';
import { ButtonLink } from '../../components/ButtonLink.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { TaskStatus } from '../../components/TaskStatus.tsx';
import { paths } from '../../paths.ts';
import { Drawer } from '../../ui/Drawer.tsx';
import { ChargePart } from '../task/ChargePart.tsx';
import { Facts } from '../task/Facts.tsx';
import { Stage } from '../task/Stage.tsx';

/** A task beside the list: what it is and what it cost, without leaving. */
export function TaskPeek({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery(taskQuery(id));
  const { data: task } = query;
  useTaskStream(task && !isOver(task) ? id : null);
  return (
    <Drawer
      title={task?.prompt || id}
      closeLabel={t('common.close')}
      onClose={onClose}
      buttons={
        <ButtonLink kind="primary" href={paths.task(id)}>
          {t('tasks.openPage')}
        </ButtonLink>
      }
    >
      <Loaded
        query={query}
        failed={t('task.failed')}
        loading={<div className="aspect-video rounded-gate bg-gate" />}
      >
        {(read) => (
          <div className="flex flex-col gap-5">
            <TaskStatus task={read} />
            <Stage task={read} />
            <Facts task={read} />
            <ChargePart task={read} />
          </div>
        )}
      </Loaded>
    </Drawer>
  );
}
