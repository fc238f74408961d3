/** 3hei: the native body at OpenAI's path; an older interface with another envelope; assets by action. */
import { z } from 'zod';
import type { Problem } from '../../generation/problems.ts';
import type { TaskView } from '../../generation/view.ts';
import { readCallback } from '../callbacks.ts';
import { neededId, typedOperation } from '../codec.ts';
import { unknownFields } from '../dropped.ts';
import { datedId } from '../ids.ts';
import type { Loose } from '../loosely.ts';
import type {
  AnyOperation,
  Dialect,
  FileOperation,
  Refusal,
  TaskReport,
  UpstreamRefusal,
} from '../mechanism.ts';
import { threeheiCatalogue } from '../models/threehei.ts';
import {
  encodeNativeFailure,
  nativeLostFailures,
  nativeProblem,
  nativeRefusal,
} from '../native-errors.ts';
import type { NativeWords } from '../native-errors.ts';
import { nativeBodyBytesMax, nativeFields, nativeGeneration } from '../native-generation.ts';
import {
  nativeDeleteAnswers,
  nativeDeleteAsks,
  nativeIdAsks,
  nativeListAsks,
  nativePageAnswers,
} from '../native-list.ts';
import {
  decodeNativeTask,
  encodeNativeOutput,
  encodeNativeShape,
  encodeNativeUsage,
} from '../native-task.ts';
import { msOfUnixSeconds, unixSeconds } from '../values.ts';
import { actionProblem, actionRefusal, isAction } from './actions.ts';
import { assetOperations } from './assets.ts';
import { decodeRoledGeneration, encodeRoledGeneration } from './generation.ts';
import { isOlder, olderOperations, olderProblem, olderRefusal } from './older.ts';
import * as wire from './wire.ts';

const root = '/v1/videos';

const create = typedOperation({
  does: 'create',
  method: 'POST',
  path: root,
  status: 200,
  bodyBytesMax: nativeBodyBytesMax,
  asks: {
    schemas: { body: z.looseObject(nativeGeneration.shape) },
    decode: ({ body }) => decodeRoledGeneration(body),
    encode: encodeRoledGeneration,
  },
  answers: {
    schema: wire.accepted,
    encode: ({ id }) => ({ id }),
    decode: (told) => ({ id: neededId(told.id, 'id'), state: 'queued' }),
  },
});

const get = typedOperation({
  does: 'get',
  method: 'GET',
  path: `${root}/{id}`,
  status: 200,
  asks: nativeIdAsks,
  answers: {
    schema: wire.video,
    encode: encodeVideo,
    decode: (told) => decodeVideo(neededId(told.id ?? told.task_id, 'id'), told),
  },
});

const list = typedOperation({
  does: 'list',
  method: 'GET',
  path: root,
  status: 200,
  asks: nativeListAsks,
  answers: {
    schema: wire.videoPage,
    ...nativePageAnswers(encodeVideo, decodeVideo),
  },
});

const remove = typedOperation({
  does: 'delete',
  method: 'DELETE',
  path: `${root}/{id}`,
  status: 200,
  asks: nativeDeleteAsks,
  answers: nativeDeleteAnswers,
});

function encodeVideo(view: TaskView): wire.Video {
  const { id, model, state, finishedAtMs } = view;
  const isDone = state === 'succeeded' || state === 'failed';
  return {
    id,
    task_id: id,
    object: 'video',
    model,
    status: state,
    progress: state === 'failed' ? 100 : view.progress,
    error: state === 'failed' ? encodeNativeFailure(view.failure) : null,
    created_at: unixSeconds(view.createdAtMs),
    updated_at: unixSeconds(view.updatedAtMs),
    completed_at: isDone && finishedAtMs !== null ? unixSeconds(finishedAtMs) : undefined,
    ...encodeMade(view),
  };
}

function encodeMade(view: TaskView): Partial<wire.Video> {
  const content = encodeNativeOutput(view);
  if (content === undefined) return {};
  const { video_url: url } = content;
  return {
    content,
    video_url: url,
    url,
    metadata: { url },
    seed: view.seed,
    ...encodeNativeShape(view),
    generate_audio: view.generateAudio,
    usage: encodeNativeUsage(view),
  };
}

/** The URL from wherever a relative of this platform has it. */
function decodeVideo(id: string, told: Loose<wire.Video>): TaskReport {
  const report = decodeNativeTask(id, told);
  return {
    ...report,
    progress: report.state === 'failed' ? undefined : (told.progress ?? undefined),
    // An empty text is none.
    videoUrl: report.videoUrl || told.video_url || told.url || told.metadata?.url || undefined,
    finishedAtMs: msOfUnixSeconds(told.completed_at),
  };
}

const words: NativeWords = {
  insufficient_credits: { code: 'InsufficientBalance' },
  budget_exceeded: { code: 'InsufficientBalance' },
  asset_not_found: { code: 'AssetNotFound' },
  not_cancellable: { code: 'Conflict' },
  not_finished: { code: 'Conflict' },
  rate_limited: { code: 'RateLimitExceeded' },
  internal: { code: 'InternalError' },
};

function problem(what: Problem, operation: AnyOperation | FileOperation | null): Refusal {
  if (operation && isOlder(operation)) return olderProblem(what);
  if (operation && isAction(operation)) return actionProblem(what, operation, words);
  return nativeProblem(what, words);
}

function refusal(
  answer: { status: number; body: unknown },
  operation: AnyOperation,
): UpstreamRefusal {
  if (isOlder(operation)) return olderRefusal(answer, operation);
  if (isAction(operation)) return actionRefusal(answer, operation);
  return nativeRefusal(answer, operation);
}

/** Where the platform's documentation is silent, or speaks twice. */
const choices: readonly string[] = [
  'All native fields are taken, as Ark takes them. Of two pictures each needs its role, as documented; so does each of more.',
  'The query is `GET /v1/videos/{id}`, and its answer has what clients of its relatives look for: the native words and fields, `task_id`, `object`, `progress`, and the URL of the video at each of its usual places. A failed task is at 100, because it is over.',
  'List and delete are the native ones. Where OpenAI’s stand at the same place, a list is OpenAI’s, and a task is answered in the dialect that made it.',
  'The older interface tells the native words too, `cancelled` and `expired` among them; its refusals are HTTP 200 with a number, 1002 for all that have none of their own.',
  'Refusals elsewhere are native errors. Those of actions are in their `ResponseMetadata`.',
  'DeleteAsset answers the id. A `RequestId` is made from the answer itself. Assets of a model are all assets of the account, newest first, 20 a page; there are no groups, so sorting by them is sorting by creation. `URL` is there once the asset is active.',
  'A task id and an asset id end in ten lower-case letters and digits, where five would not be unique.',
  'The callback is the query answer, told of the final state.',
  'Either key header is taken everywhere, `Authorization: Bearer` first.',
  unknownFields,
];

export const threehei: Dialect = {
  name: 'threehei',
  title: '3hei',
  catalogue: threeheiCatalogue,
  keyHeaders: ['bearer', { name: 'AIKey' }],
  taskId: (parts) => datedId('cgt', parts),
  assetId: (parts) => datedId('asset', parts),
  operations: [create, get, list, remove, ...olderOperations, ...assetOperations],
  recognises: (body) => Array.isArray(Object(body).content),
  problem,
  refusal,
  callback: {
    field: 'callback_url',
    body: encodeVideo,
    headers: () => ({}),
    decode: readCallback('id', 'task_id'),
  },
  choices,
  lost: { states: {}, failures: nativeLostFailures },
  assetWays: { asset: { gives: 'assetCreate', looks: 'assetGet', named: true } },
  unsaidRoles: 'native',
  fields: nativeFields,
};
