import { useTranslation } from 'react-i18next';
import { isOver, type AnyTask } from '../../api/tasks.ts';
import { Ago } from '../../components/Ago.tsx';
import { useFailureName } from '../../components/failure-words.ts';
import { Link } from '../../components/Link.tsx';
import { TaskCost } from '../../components/TaskCost.tsx';
import { TaskStatus } from '../../components/TaskStatus.tsx';
import { durationText } from '../../format/times.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useLanguage } from '../../i18n/start.ts';
import { paths } from '../../paths.ts';

/** What it shows and in which settings; on phones all that there is to say. */
export function PromptCell({ task }: { task: AnyTask }) {
  const { t } = useTranslation();
  const { id, prompt, resolution, ratio, seconds } = task;
  const length = seconds === 'auto' ? t('tasks.automatic') : t('common.seconds', { seconds });
  return (
    <div className="min-w-0 max-sm:flex max-sm:h-[63px] max-sm:flex-col">
      <Link
        href={paths.task(id)}
        title={prompt}
        className="block hover:underline max-sm:line-clamp-2 sm:truncate"
      >
        {prompt === '' ? <code className="mono">{id}</code> : prompt}
      </Link>
      <div className="truncate text-meta text-ink-3 max-sm:hidden">
        {[resolution, ratio === 'adaptive' ? t('tasks.automatic') : ratio, length].join(' · ')}
        <span className="lg:hidden">
          {' · '}
          <Ago at={task.createdAt} />
        </span>
      </div>
      <div className="mt-auto flex items-baseline gap-2 sm:hidden">
        <TaskStatus task={task} />
        <span className="text-ink-3">
          <Ago at={task.createdAt} />
        </span>
        <span className="ml-auto">
          <TaskCost task={task} />
        </span>
      </div>
    </div>
  );
}

export function StatusCell({ task }: { task: AnyTask }) {
  const { t } = useTranslation();
  const failureName = useFailureName();
  const { state, failure, refundedCredits } = task;
  const notes = [
    state === 'failed' && failure && failureName(failure.code),
    isOver(task) && state !== 'succeeded' && t('tasks.notCharged'),
    refundedCredits > 0 && t('tasks.refunded'),
  ].filter((one) => typeof one === 'string');
  return (
    <>
      <TaskStatus task={task} />
      {notes.length > 0 && <div className="truncate text-meta text-ink-3">{notes.join(' · ')}</div>}
    </>
  );
}

export function CostCell({ task }: { task: AnyTask }) {
  const { t } = useTranslation();
  return (
    <>
      <TaskCost task={task} />
      {!isOver(task) && task.quotedCredits > 0 && (
        <div className="text-meta text-ink-3">{t('tasks.held')}</div>
      )}
    </>
  );
}

/** From the request to its end; of what is being made, until now. */
export function TimeCell({ task }: { task: AnyTask }) {
  const { state, createdAt, finishedAt } = task;
  const begun = Date.parse(createdAt);
  if (state === 'queued') return <span className="text-ink-3">—</span>;
  if (finishedAt === null) return <Running since={begun} />;
  return <Duration ms={Date.parse(finishedAt) - begun} />;
}

function Running({ since }: { since: number }) {
  const now = useNow();
  return <Duration ms={Math.max(0, Math.floor((now - since) / 1_000)) * 1_000} />;
}

function Duration({ ms }: { ms: number }) {
  return durationText(ms, useLanguage());
}
