import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model, Task } from '../../../../client/src/api-types.ts';
import { taskQuery } from '../../api/tasks.ts';
import { useProblemWords } from '../../components/problem-words.ts';
import { toast } from '../../ui/toasts.ts';
import { changeOfTask } from './change-of-task.ts';
import type { PlaygroundForm } from './use-playground.ts';

/** Fills the form from a past film, and says what it could not take. */
export function useTakeUp(models: readonly Model[], form: PlaygroundForm | null) {
  const { t } = useTranslation();
  const latest = useRef(form);
  latest.current = form;
  return (task: Task): void => {
    const { change, hasModel } = changeOfTask(models, task);
    latest.current?.set({ ...change, from: '', task: task.id, tab: 'film' });
    toast({
      title: t('playground.takenUp'),
      note: hasModel
        ? t('playground.takenUpNote')
        : t('playground.takenUpModel', { model: task.model }),
    });
  };
}

/** `from=<task id>` in the address: the task opens in the form, once. */
export function useTakenUp(form: PlaygroundForm | null, takeUp: (task: Task) => void): void {
  const { t } = useTranslation();
  const words = useProblemWords();
  const from = form?.from ?? '';
  const { data, error } = useQuery({ ...taskQuery(from), enabled: from !== '' });
  useEffect(() => {
    if (data?.id === from && from !== '') takeUp(data);
    else if (error && from !== '') {
      toast({ title: t('playground.taskFailed'), note: words(error), isError: true });
      form?.set({ from: '' });
    }
    // Once for what was read of it.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [data?.id, error, from]);
}
