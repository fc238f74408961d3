import type { Model, Task } from '../../../../client/src/api-types.ts';
import type { PlaygroundState } from './search.ts';

/** A film whose settings are taken up. */
type Past = Pick<
  Task,
  | 'model'
  | 'prompt'
  | 'seconds'
  | 'resolution'
  | 'ratio'
  | 'generateAudio'
  | 'seed'
  | 'watermark'
  | 'output'
>;

export interface TakenUp {
  change: Partial<PlaygroundState>;
  /** Whether its model is sold here by the name that its request gave. */
  hasModel: boolean;
}

/** The form as it made a task. What media it had nobody tells, so there are none. */
export function changeOfTask(models: readonly Model[], task: Past): TakenUp {
  const name = task.model.toLowerCase();
  const model = models.find(({ id, aliases }) =>
    [id, ...aliases].some((one) => one.toLowerCase() === name),
  );
  return {
    hasModel: model !== undefined,
    change: {
      ...(model && { model: model.id }),
      mode: 'text',
      media: '',
      prompt: task.prompt,
      seconds: String(task.seconds),
      resolution: task.resolution,
      ratio: task.ratio,
      audio: task.generateAudio ? '1' : '0',
      seed: String(task.seed),
      last: (task.output?.lastFrameUrl ?? null) === null ? '' : '1',
      watermark: task.watermark ? '1' : '',
    },
  };
}
