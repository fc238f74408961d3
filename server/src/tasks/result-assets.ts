import { clientState, isFinal } from '../generation/states.ts';
import { refuse } from '../generation/problems.ts';
import type { FoundAsset } from '../media/sources.ts';
import type { Database } from '../postgres/database.ts';
import type { Wake } from '../work/wake.ts';
import { waitForCopy } from './copies.ts';
import type { TaskKey, TaskReader } from './read.ts';
import type { StoredFiles, TaskRow } from './rows.ts';

export interface ResultAssetParts {
  database: Database;
  reader: TaskReader;
  wake: Wake;
  /** How long the copy of a video is waited for; 12 000 unless told. */
  copyMs?: number;
}

/** `asset://<task id>` is a task's video, and with this behind it its last frame. Ids of tasks hold no dot. */
const lastFrameEnd = '.last';

/** Part of what a request with media may take. */
const usualCopyMs = 12_000;

/**
 * What the id of a finished task stands for in `asset://<id>`: its stored file, without a second copy. Null
 * where it names no task of the account: a missing, a deleted and another account's are not told apart.
 * Throws ProblemError `overloaded` where the copy of what was made just now takes too long.
 */
export function resultAssetFinder(
  parts: ResultAssetParts,
): (accountId: string, id: string) => Promise<FoundAsset | null> {
  return async (accountId, id) => {
    const isLastFrame = id.endsWith(lastFrameEnd);
    const key = { accountId, id: isLastFrame ? id.slice(0, -lastFrameEnd.length) : id };
    const row = await parts.reader.read(key);
    if (!row) return null;
    const refusal = whyNot(row, isLastFrame);
    if (refusal !== null) return { refusal };
    const files = await filesOf(parts, key, row);
    if (!isLastFrame) return { sha256: files.video };
    return files.lastFrame === null ? { refusal: noPicture } : { sha256: files.lastFrame };
  };
}

const noLastFrame =
  'names the last frame of a task that was not asked to return it: ask for it when the task is created';

const noPicture = 'names a last frame that could not be taken out of its video';

function whyNot({ state, request, output }: TaskRow, isLastFrame: boolean): string | null {
  if (!isFinal(state)) return 'names a task that is not finished: wait until it has succeeded';
  if (state !== 'succeeded') return `names a task that made no video: it is ${clientState(state)}`;
  if (output?.lost) return 'names a task whose video was lost before it could be stored';
  return isLastFrame && !request.returnLastFrame ? noLastFrame : null;
}

async function filesOf(parts: ResultAssetParts, key: TaskKey, row: TaskRow): Promise<StoredFiles> {
  const filesNow = async (): Promise<StoredFiles | null> =>
    (await parts.reader.read(key))?.output?.files ?? null;
  const withinMs = parts.copyMs ?? usualCopyMs;
  const files = row.output?.files ?? (await waitForCopy(parts, key.id, filesNow, { withinMs }));
  if (files) return files;
  throw refuse(
    'overloaded',
    'The video of a task that the request names is still being fetched: send the request again in a moment.',
    { retryAfterSeconds: 5 },
  );
}
