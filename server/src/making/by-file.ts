import { soldSeconds } from '../generation/sold-seconds.ts';
import { sentStates } from '../generation/states.ts';
import type { VideoShape } from '../media/stills.ts';
import { endUncharged } from '../tasks/settle.ts';
import { writeMeasured, type FinishedAttempt } from '../tasks/results.ts';
import type { CopyFiles } from './download.ts';
import type { Output } from './driver.ts';
import { keepThumb, shapeOf, storeFiles } from './keep-files.ts';
import type { LineParts } from './parts.ts';
import { succeed } from './succeed.ts';

/** Tasks whose length was left to a line that does not tell it: their files decide, and settle them. */

/**
 * What a file shows that it is. Its length is sold in whole seconds, those that it was made as where it is near
 * enough to them; sound that goes on after the picture makes it no longer.
 */
export function outputByFile(
  { width, height, seconds, framesPerSecond, frames }: VideoShape,
  completionTokens: number | null,
): Output {
  const shownSeconds = Math.min(seconds, frames / framesPerSecond);
  return {
    ...shapeOf({ width, height }),
    frames,
    seconds: Math.max(1, Math.floor(soldSeconds(shownSeconds))),
    completionTokens,
  };
}

/** Stores the files, and settles the task with them and by them. The originals stay. */
export async function settleByFile(
  parts: LineParts,
  result: FinishedAttempt,
  files: CopyFiles,
  measured: VideoShape,
): Promise<void> {
  const stored = await storeFiles(parts.store, files, measured);
  await keepThumb(parts, result.taskId, files);
  const made = outputByFile(measured, result.completionTokens);
  const costMicros = parts.costs.succeeded(result.request, made);
  await writeMeasured(parts.database, result, made, costMicros);
  await succeed(parts, result, made, stored);
}

/** What was held goes back. Resolves false where something else had ended the task. */
export function failUnmeasured(
  { settler }: Pick<LineParts, 'settler'>,
  taskId: string,
  why: string,
): Promise<boolean> {
  return endUncharged(settler, {
    taskId,
    from: sentStates,
    attempt: null,
    state: 'failed',
    failure: {
      code: 'provider_error',
      message: `The video was made, but ${why}. Nothing was charged.`,
    },
  });
}
