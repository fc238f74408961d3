/** A task as OpenAI's video object, and what can be read out of one. */
import { usualSize } from '../../generation/sizes.ts';
import type { TaskView } from '../../generation/view.ts';
import { neededId } from '../codec.ts';
import { errorToTell, failureTold, wordsOf } from '../failures.ts';
import type { Loose } from '../loosely.ts';
import type { TaskReport } from '../mechanism.ts';
import {
  endingInFailure,
  lengthAsNumber,
  msOfUnixSeconds,
  stateOfWord,
  unixSeconds,
} from '../values.ts';
import type { Video } from './wire.ts';

const statusOf = endingInFailure<Video['status']>({
  queued: 'queued',
  running: 'in_progress',
  succeeded: 'completed',
  failed: 'failed',
});

/** Stands for a shape that is not known yet. */
const openSize = 'auto';

export function encodeVideo(view: TaskView): Video {
  const { seconds, output, finishedAtMs } = view;
  return {
    id: view.id,
    object: 'video',
    model: view.model,
    status: statusOf[view.state],
    progress: view.progress,
    created_at: unixSeconds(view.createdAtMs),
    completed_at: finishedAtMs === null ? null : unixSeconds(finishedAtMs),
    expires_at: null,
    seconds: String(output?.seconds ?? lengthAsNumber(seconds)),
    size: sizeOf(view),
    prompt: view.prompt,
    remixed_from_video_id: null,
    error: encodeError(view),
    pixels: pixelsOf(view),
  };
}

const errorWords = {
  codes: { content_policy: 'moderation_blocked' },
  isOwn: wordsOf('openai'),
};

function encodeError(view: TaskView): Video['error'] {
  const error = errorToTell(view, errorWords);
  return error && { code: error.code, message: error.message, upstream_code: error.upstream };
}

/** What was asked for comes back as it was, whatever was made of it. */
function sizeOf(view: TaskView): string {
  const { size, resolution, ratio } = view;
  const usual = ratio === 'adaptive' ? null : usualSize({ resolution, ratio });
  return size ?? pixelsOf(view) ?? usual ?? openSize;
}

function pixelsOf({ output }: TaskView): string | undefined {
  return output ? `${String(output.width)}x${String(output.height)}` : undefined;
}

export function decodeVideo(told: Loose<Video>): TaskReport {
  const seconds = Number(told.seconds ?? Number.NaN);
  return {
    id: neededId(told.id, 'id'),
    state: stateOfWord(told.status),
    progress: told.progress ?? undefined,
    model: told.model ?? undefined,
    prompt: told.prompt ?? undefined,
    seconds: Number.isInteger(seconds) && seconds > 0 ? seconds : undefined,
    videoUrl: told.url ?? undefined,
    failure: failureTold(told.error),
    createdAtMs: msOfUnixSeconds(told.created_at),
    finishedAtMs: msOfUnixSeconds(told.completed_at),
  };
}
