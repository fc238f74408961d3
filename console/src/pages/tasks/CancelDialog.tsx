import { useTranslation } from 'react-i18next';
import { useCancelTasks, type AnyTask } from '../../api/tasks.ts';
import { useProblemWords } from '../../components/problem-words.ts';
import { creditText, microsOf } from '../../format/credits.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { toast } from '../../ui/toasts.ts';

interface Props {
  /** Those that are not over. */
  tasks: readonly AnyTask[];
  onDone: () => void;
  onClose: () => void;
}

export function CancelDialog({ tasks, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const cancel = useCancelTasks();
  const queued = tasks.filter(({ state }) => state === 'queued');
  const back = queued.reduce((sum, { quotedCredits }) => sum + microsOf(quotedCredits), 0n);
  const running = tasks.length - queued.length;
  const run = (): void =>
    cancel.mutate(
      tasks.map(({ id }) => id),
      {
        onSuccess({ done, refused }) {
          if (done > 0) toast({ title: t('tasks.cancel.done', { count: done }) });
          if (refused) {
            const left = tasks.length - done;
            toast({
              title: t('tasks.cancel.refused', { count: left }),
              note: words(refused),
              isError: true,
            });
          }
          onDone();
        },
      },
    );
  return (
    <Dialog
      title={t('tasks.cancel.title', { count: tasks.length })}
      onClose={onClose}
      buttons={
        <>
          <Button onClick={onClose}>{t('tasks.cancel.keep')}</Button>
          <Button kind="danger-fill" isBusy={cancel.isPending} onClick={run}>
            {t('tasks.cancel.deed', { count: tasks.length })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-1.5 text-ink-2">
        {queued.length > 0 && (
          <p>{t('tasks.cancel.queued', { count: queued.length, credits: creditText(back) })}</p>
        )}
        {running > 0 && <p>{t('tasks.cancel.running', { count: running })}</p>}
      </div>
    </Dialog>
  );
}
