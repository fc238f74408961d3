/** What relays answer in: the flat task that we write, and the wrapped one and the errors that some do. */
import { z } from 'zod';
import type { Failure } from '../../generation/problems.ts';
import { shapeOfSize } from '../../generation/sizes.ts';
import type { Shape } from '../../generation/sizes.ts';
import type { TaskView } from '../../generation/view.ts';
import { neededId } from '../codec.ts';
import { errorToTell, wordsOf } from '../failures.ts';
import type { ToldError } from '../failures.ts';
import { loosely } from '../loosely.ts';
import type { Loose } from '../loosely.ts';
import { isNativeWord } from '../meanings.ts';
import type { AnyOperation, TaskReport, UpstreamRefusal } from '../mechanism.ts';
import { decodeNativeFailure, nativeRefusal } from '../native-errors.ts';
import { decodeNativeTask, encodeNativeUsage, nativeReport } from '../native-task.ts';
import { toldByOpenAi } from '../openai-errors.ts';
import { readRefusal } from '../refusals.ts';
import type { ToldRefusal } from '../refusals.ts';
import { endingInFailure, msOfUnixSeconds, stateOfWord, unixSeconds } from '../values.ts';
import { task } from './wire.ts';
import type { NewapiLookedAt, NewapiTask } from './wire.ts';

const statusOf = endingInFailure<NewapiTask['status']>({
  queued: 'queued',
  running: 'in_progress',
  succeeded: 'completed',
  failed: 'failed',
});

export function encodeTask(view: TaskView): NewapiTask {
  const { id, finishedAtMs } = view;
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
    error: encodeError(view),
  };
}

const rowStatusOf: Readonly<Record<NewapiTask['status'], NewapiLookedAt['data']['status']>> = {
  queued: 'QUEUED',
  in_progress: 'IN_PROGRESS',
  completed: 'SUCCESS',
  failed: 'FAILURE',
};

/** For clients of relays that answer flat, and for those of New-API itself, which look into `data`. */
export function encodeLookedAt(view: TaskView): NewapiLookedAt {
  const told = encodeTask(view);
  return {
    ...told,
    code: 'success',
    message: '',
    data: {
      task_id: told.task_id,
      status: rowStatusOf[told.status],
      fail_reason: told.error?.message ?? '',
      result_url: told.url,
      submit_time: told.created_at,
      finish_time: told.completed_at ?? 0,
      progress: `${String(told.status === 'failed' ? 100 : Math.floor(told.progress))}%`,
      properties: { origin_model_name: told.model },
    },
  };
}

const isNewapis = wordsOf('newapi');

/** Relays hand native words on as they are. */
function encodeError(view: TaskView): NewapiTask['error'] {
  const error = errorToTell(view, {
    isOwn: (upstream) => isNativeWord(upstream.code ?? '') || isNewapis(upstream),
  });
  return error === null
    ? undefined
    : { message: error.message, code: error.code, upstream_code: error.upstream };
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
    ...shapeToldAs(told),
    seconds: metadata?.duration ?? secondsOf(told.seconds),
    seed: metadata?.seed ?? undefined,
    videoUrl: told.url || metadata?.url || undefined,
    completionTokens: told.usage?.completion_tokens ?? undefined,
    failure: decodeNativeFailure(told.error),
    createdAtMs: msOfUnixSeconds(told.created_at),
    finishedAtMs: msOfUnixSeconds(told.completed_at),
  };
}

function secondsOf(text: string | null | undefined): number | undefined {
  const seconds = Number(text ?? Number.NaN);
  return Number.isInteger(seconds) && seconds > 0 ? seconds : undefined;
}

function shapeToldAs({ size }: Pick<Loose<NewapiTask>, 'size'>): Partial<Shape> {
  return shapeOfSize(size ?? '') ?? {};
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
    properties: z.object({ origin_model_name: someText }).optional().catch(undefined),
    data: z.unknown().optional(),
  }),
});

/** The answer inside is a native task, or a video as OpenAI has it. */
const readInside = loosely(nativeReport.extend(task.pick({ seconds: true, size: true }).shape));

/** Flat beside the row, the task tells more. */
const flat = z.object({ task_id: z.string().min(1), status: z.string().min(1) });

/** What a row of New-API's tells; null where a body is none, or has the flat task too. */
export function decodeRow(body: unknown): TaskReport | null {
  if (flat.safeParse(body).success) return null;
  const row = wrapped.safeParse(body).data?.data;
  if (!row) return null;
  const id = neededId(row.task_id, 'task_id');
  const state = stateOfWord(row.status);
  const told = readInside(row.data);
  const native = decodeNativeTask(id, told);
  const shape = shapeToldAs(told);
  const { fail_reason: reason } = row;
  const isAddress = /^https?:/iu.test(reason ?? '');
  const videoUrl = row.result_url ?? native.videoUrl ?? (isAddress ? reason : undefined);
  const progress = Number.parseInt(row.progress ?? '', 10);
  return {
    id,
    state,
    progress: Number.isNaN(progress) ? undefined : progress,
    model: row.properties?.origin_model_name,
    seconds: native.seconds ?? secondsOf(told.seconds),
    resolution: native.resolution ?? shape.resolution,
    ratio: native.ratio ?? shape.ratio,
    seed: native.seed,
    ...(state === 'succeeded' && { videoUrl, lastFrameUrl: native.lastFrameUrl }),
    completionTokens: native.completionTokens,
    failure: state === 'failed' ? failureIn(told.error, reason) : undefined,
    createdAtMs: msOfUnixSeconds(row.submit_time),
    finishedAtMs: msOfUnixSeconds(row.finish_time),
  };
}

/** Its upstream says more exactly why; New-API's own reasons have no code. */
function failureIn(
  told: ToldError | null | undefined,
  reason: string | undefined,
): Failure | undefined {
  return decodeNativeFailure({ ...told, message: told?.message || reason });
}

/** Said with the status of a wrong field. */
const missingTask = 'task_not_exist';

/** Of a task: not wrapped in `error`. */
const taskError = z.object({ code: z.string().min(1), message: z.string(), data: z.unknown() });

function toldBy(body: unknown): ToldRefusal | null {
  const wrapped = toldByOpenAi(body);
  if (wrapped) return wrapped;
  const told = toldByOpenAi({ error: body });
  return told && { ...told, isOwn: taskError.safeParse(body).success };
}

/** Its errors of tasks may have its upstream's answer as their text. */
export function readNewapiRefusal(
  { status, body }: { status: number; body: unknown },
  operation: AnyOperation,
): UpstreamRefusal {
  const told = toldBy(body);
  const native = jsonOf(told?.message ?? '');
  if (native !== null) {
    return { ...nativeRefusal({ status, body: native }, operation), isOwn: told?.isOwn ?? false };
  }
  const isMissing = operation.does !== 'create' && told?.code === missingTask;
  return readRefusal({ status: isMissing ? 404 : status, told, body }, operation.does);
}

function jsonOf(text: string): unknown {
  if (!text.startsWith('{')) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
