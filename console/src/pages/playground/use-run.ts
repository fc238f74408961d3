import { useCallback, useRef } from 'react';
import { newIdempotencyKey } from '../../api/new-key.ts';
import { useCreateTask } from '../../api/tasks.ts';
import { lackOf, type Lack } from './media.ts';
import type { PlaygroundState } from './search.ts';
import { bodyOf, type Settings } from './settings.ts';
import type { PlaygroundForm } from './use-playground.ts';

export interface Run {
  /** Sends what the form says; nothing where it is on its way already, or something is lacking. */
  start: () => void;
  /** The same after a change, such as another seed. */
  startWith: (change: Partial<PlaygroundState>) => void;
  isSending: boolean;
  error: Error | null;
}

export const lackIn = ({ model, mode, media, prompt }: Settings): Lack =>
  lackOf(model, mode, media, prompt);

/** A press makes one task, however often its request is sent, and puts it on the stage. */
export function useRun(form: PlaygroundForm | null, isWaiting: boolean): Run {
  const create = useCreateTask();
  const { mutate, isPending, error } = create;
  const latest = useRef(form);
  latest.current = form;
  const startWith = useCallback(
    (change: Partial<PlaygroundState>): void => {
      const settings = latest.current?.settingsWith(change);
      if (!settings || isPending || isWaiting || lackIn(settings) !== null) return;
      mutate(
        { body: bodyOf(settings), idempotencyKey: newIdempotencyKey() },
        { onSuccess: ({ id }) => latest.current?.set({ ...change, task: id, tab: 'film' }) },
      );
    },
    [isPending, isWaiting, mutate],
  );
  const start = useCallback((): void => startWith({}), [startWith]);
  return { start, startWith, isSending: isPending, error };
}
