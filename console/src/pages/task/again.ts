import type { Task } from '../../../../client/src/api-types.ts';
import { paths } from '../../paths.ts';

/** The playground with the settings of a task, to make it once more or another way. */
export function againPath(task: Task): string {
  const { model, prompt, seconds, resolution, ratio, generateAudio, seed, watermark } = task;
  return paths.playground({
    model,
    prompt,
    seconds: String(seconds),
    resolution,
    ratio,
    audio: generateAudio ? '1' : '0',
    seed: String(seed),
    watermark: watermark ? '1' : '',
  });
}
