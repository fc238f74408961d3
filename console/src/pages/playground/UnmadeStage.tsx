import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../client/src/api-types.ts';
import { TaskStatus } from '../../components/TaskStatus.tsx';

/** Over, and there is no film: why, and that it cost nothing. */
export function UnmadeStage({ task }: { task: Task }) {
  const { t } = useTranslation();
  const { failure } = task;
  return (
    <>
      <div
        data-theme="dark"
        className="grid aspect-[864/496] place-items-center rounded-gate bg-gate px-6 text-center text-gate-ink max-sm:-mx-4 max-sm:rounded-none"
      >
        <div className="max-w-[420px]">
          <TaskStatus task={task} />
          <p className="mt-2">{failure?.message}</p>
          {failure?.upstream && (
            <q className="mt-2 block text-meta text-gate-ink-2">{failure.upstream.message}</q>
          )}
        </div>
      </div>
      <p className="text-ink-2">{t('playground.notCharged')}</p>
    </>
  );
}
