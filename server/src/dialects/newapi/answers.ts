/** What relays answer in: the flat task that we write, and the wrapped one and the errors that some do. */
import { z } from 'zod';
import type { TaskView } from '../../generation/view.ts';
import type { ClientState } from '../../generation/states.ts';
import { neededId } from '../codec.ts';
import { failureToTell } from '../failures.ts';
import type { Loose } from '../loosely.ts';
import type { AnyOperation, TaskReport, UpstreamRefusal } from '../mechanism.ts';
import { decodeNativeFailure, nativeRefusal } from '../native-errors.ts';
import { encodeNativeUsage } from '../native-task.ts';
import { toldByOpenAi } from '../openai-errors.ts';
import { readRefusal } from '../refusals.ts';
import { msOfUnixSeconds, stateOfWord, unixSeconds } from '../values.ts';
import type { NewapiTask } from './wire.ts';

const statusOf: Readonly<Record<ClientState, NewapiTask['status']>> = {
  queued: 'queued',
  running: 'in_progress',
  succeeded: 'completed',
  failed: 'failed',
  cancelled: 'failed',
  expired: 'failed',
};

export function encodeTask(view: TaskView): NewapiTask {
  const { id, finishedAtMs } = view;
  const failure = failureToTell(view);
  return {
    id,
    task_id: id,
    object: 'video',
    model: view.model,
    status: statusOf[view.state],
    progress: view.progress,
    created_at: unixSeconds(view.createdAtMs),
    completed_at: finishedAtMs === null ? undefined : unixSeconds(finishedAtMs),
    ...encodeOutput(view),
    error: failure === null ? undefined : { message: failure.message, code: failure.code },
  };
}

function encodeOutput(view: TaskView): Partial<NewapiTask> {
  const { state, output, seed } = view;
  if (state !== 'succeeded' || output === null) return {};
  const { videoUrl: url, seconds: duration, width, height } = output;
  return {
    url,
    format: 'mp4',
    usage: encodeNativeUsage(view),
    metadata: { url, duration, fps: 24, width, height, seed },
  };
}

export function decodeTask(told: Loose<NewapiTask>): TaskReport {
  const { metadata } = told;
  return {
    id: neededId(told.task_id ?? told.id, 'task_id'),
    state: stateOfWord(told.status),
    progress: told.progress ?? undefined,
    model: told.model ?? undefined,
    seconds: metadata?.duration ?? undefined,
    videoUrl: told.url ?? metadata?.url ?? undefined,
    completionTokens: told.usage?.completion_tokens ?? undefined,
    failure: decodeNativeFailure(told.error),
    createdAtMs: msOfUnixSeconds(told.created_at),
    finishedAtMs: msOfUnixSeconds(told.completed_at),
  };
}

const someText = z.string().min(1).optional().catch(undefined);
const someNumber = z.number().optional().catch(undefined);

/**
 * How New-API itself answers a look at a task: its own row, with the answer of its upstream inside. On
 * success older versions keep the video's URL where the reason of a failure stands.
 */
const wrapped = z.object({
  code: z.literal('success'),
  data: z.object({
    task_id: z.string(),
    status: someText,
    progress: someText,
    result_url: someText,
    fail_reason: someText,
    submit_time: someNumber,
    finish_time: someNumber,
    data: z
      .object({
        content: z.object({ video_url: someText }).optional().catch(undefined),
        usage: z.object({ completion_tokens: z.int() }).optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
  }),
});

/** The flat form of a wrapped answer; any other as it is. */
export function unwrapped(body: unknown): unknown {
  const row = wrapped.safeParse(body).data?.data;
  if (!row) return body;
  const { fail_reason: reason = '', data: native } = row;
  const succeeded = stateOfWord(row.status) === 'succeeded';
  const usual = row.result_url ?? native?.content?.video_url;
  return {
    task_id: row.task_id,
    status: row.status,
    progress: Number.parseInt(row.progress ?? '', 10),
    url: succeeded ? (usual ?? (/^https?:/u.test(reason) ? reason : undefined)) : undefined,
    usage: native?.usage,
    created_at: row.submit_time,
    completed_at: row.finish_time,
    error: stateOfWord(row.status) === 'failed' ? { message: reason || undefined } : undefined,
  };
}

/** New-API's words about the account that we have there, and about its own channels. */
const knownCodes = {
  insufficient_user_quota: 'insufficient_credits',
  pre_consume_token_quota_failed: 'insufficient_credits',
  access_denied: 'unauthorized',
  get_channel_failed: 'model_unavailable',
  model_price_error: 'model_unavailable',
};

/** Its errors of tasks are not wrapped in `error`, and may have its upstream's answer as their text. */
export function readNewapiRefusal(
  { status, body }: { status: number; body: unknown },
  operation: AnyOperation,
): UpstreamRefusal {
  const told = toldByOpenAi(body, knownCodes) ?? toldByOpenAi({ error: body }, knownCodes);
  const native = jsonOf(told?.message ?? '');
  if (native !== null) return nativeRefusal({ status, body: native }, operation);
  return readRefusal({ status, told }, operation.does);
}

function jsonOf(text: string): unknown {
  if (!text.startsWith('{')) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
