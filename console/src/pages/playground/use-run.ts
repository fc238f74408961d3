import { useCallback, useRef } from 'react';
import type { CreateTaskBody } from '../../../../client/src/api-types.ts';
import { newIdempotencyKey } from '../../api/new-key.ts';
import { useCreateTask } from '../../api/tasks.ts';
import { bodyOf } from './settings.ts';
import type { PlaygroundForm } from './use-playground.ts';

export interface Run {
  /** Sends what the form says; nothing where it is on its way already, or there is no prompt. */
  start: () => void;
  isSending: boolean;
  error: Error | null;
}

/** A press makes one task, however often its request is sent, and puts it on the stage. */
export function useRun(form: PlaygroundForm | null): Run {
  const create = useCreateTask();
  const { mutate, isPending, error } = create;
  const latest = useRef(form);
  latest.current = form;
  const start = useCallback((): void => {
    const now = latest.current;
    if (!now || isPending || now.settings.prompt.trim() === '') return;
    const body: CreateTaskBody = bodyOf(now.settings);
    mutate(
      { body, idempotencyKey: newIdempotencyKey() },
      { onSuccess: ({ id }) => latest.current?.set({ task: id, tab: 'film' }) },
    );
  }, [isPending, mutate]);
  return { start, isSending: isPending, error };
}
