import { Ban } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../../../client/src/api-types.ts';
import { useCancelTask } from '../../api/tasks.ts';
import { Leader } from '../../film/Leader.tsx';
import { durationText, leftText } from '../../format/times.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useLanguage } from '../../i18n/start.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyIcon } from '../../ui/CopyButton.tsx';
import { smallIcon } from '../../ui/icons.ts';
import { Steps } from './Steps.tsx';

/** Null: its request is on its way. */
export function RunningStage({ task }: { task: Task | null }) {
  const { t } = useTranslation();
  const cancel = useCancelTask();
  const said = useSaid(task);
  return (
    <>
      <div className="relative aspect-[864/496] overflow-hidden rounded-gate bg-gate max-sm:-mx-4 max-sm:rounded-none">
        <Leader label={t('playground.progress')} {...said} />
        {task?.output === null && task.state === 'queued' && (
          <div className="absolute right-2.5 bottom-2.5" data-theme="dark">
            <Button
              size="small"
              icon={<Ban {...smallIcon} />}
              className="border-[#3a3a3a]! bg-black/40! text-gate-ink"
              isBusy={cancel.isPending}
              onClick={() => cancel.mutate(task.id)}
            >
              {t('playground.cancel')}
            </Button>
          </div>
        )}
      </div>
      <Steps task={task} />
      <div className="flex h-8 items-center gap-1.5">
        {task && (
          <>
            <code className="mono truncate text-ink-2">{task.id}</code>
            <CopyIcon text={task.id} what={t('common.taskId')} />
            <span className="ml-auto text-ink-3 max-sm:hidden">{t('playground.leave')}</span>
          </>
        )}
      </div>
    </>
  );
}

/** What the leader shows: percent where the line tells it, else the seconds that have passed. */
function useSaid(task: Task | null) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  if (!task) return say('0', t('playground.sending'), null);
  const finish = task.expectedFinishAt === null ? null : Date.parse(task.expectedFinishAt);
  const passed = durationText(
    Math.floor((now - Date.parse(task.createdAt)) / 1_000) * 1_000,
    language,
  );
  if (task.state === 'queued') {
    const place = task.queue?.position;
    return say(passed, place ? t('playground.place', { place }) : t('playground.waiting'), null);
  }
  const note =
    finish !== null && finish > now
      ? t('playground.left', { time: leftText(finish - now, language) })
      : t('playground.making');
  return task.progress > 0
    ? say(String(task.progress), note, task.progress)
    : say(passed, note, null);
}

function say(figure: string, note: string, percent: number | null) {
  return { figure, note, percent, valueText: `${figure}, ${note}` };
}
