import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { hasCode } from '../../api/problem.ts';
import { isOver, taskQuery } from '../../api/tasks.ts';
import { useTaskStream } from '../../api/task-stream.ts';
import { ButtonLink } from '../../components/ButtonLink.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { Empty } from '../../components/States.tsx';
import { TaskStatus } from '../../components/TaskStatus.tsx';
import { paths } from '../../paths.ts';
import { CopyIcon } from '../../ui/CopyButton.tsx';
import { TaskActions } from './TaskActions.tsx';
import { TaskBody } from './TaskBody.tsx';

export function TaskPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false });
  const query = useQuery(taskQuery(id));
  const task = query.data;
  useTaskStream(task && !isOver(task) ? id : null);
  if (hasCode(query.error, 'task_not_found') && !task) {
    return (
      <Page title={t('common.task')}>
        <Empty
          title={t('task.notFound')}
          note={<code className="mono">{id}</code>}
          actions={<ButtonLink href={paths.tasks()}>{t('task.allTasks')}</ButtonLink>}
        />
      </Page>
    );
  }
  return (
    <Page
      above={
        task && (
          <>
            <TaskStatus task={task} />
            <span aria-hidden="true" className="text-ink-3">
              ·
            </span>
            <code className="mono truncate text-ink-2">{task.id}</code>
            <CopyIcon text={task.id} what={t('common.taskId')} />
          </>
        )
      }
      title={
        <span id="prompt" className="line-clamp-2">
          {task?.prompt || t('common.task')}
        </span>
      }
      actions={task && <TaskActions task={task} />}
    >
      <Loaded
        query={query}
        failed={t('task.failed')}
        loading={
          <div className="grid gap-8 lg:grid-cols-[minmax(0,1.31fr)_minmax(0,1fr)]">
            <div className="aspect-[864/496] rounded-gate bg-gate max-sm:-mx-4" />
          </div>
        }
      >
        {(read) => <TaskBody task={read} />}
      </Loaded>
    </Page>
  );
}
