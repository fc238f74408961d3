/** The native API of Volcengine Ark and BytePlus ModelArk. */
import { z } from 'zod';
import { ratios, resolutions } from '../generation/request.ts';
import type { TaskView } from '../generation/view.ts';
import { readCallback } from './callbacks.ts';
import { neededId, typedOperation } from './codec.ts';
import { unknownFields } from './dropped.ts';
import { datedId } from './ids.ts';
import type { Loose } from './loosely.ts';
import type { Dialect, TaskReport } from './mechanism.ts';
import { arkCatalogue } from './models/ark.ts';
import {
  encodeNativeFailure,
  nativeError,
  nativeLostFailures,
  nativeProblem,
  nativeRefusal,
} from './native-errors.ts';
import {
  decodeNativeGeneration,
  encodeNativeGeneration,
  keptWords,
  nativeBodyBytesMax,
  nativeFields,
  nativeGeneration,
} from './native-generation.ts';
import {
  nativeDeleteAnswers,
  nativeDeleteAsks,
  nativeIdAsks,
  nativeListAsks,
  nativePageAnswers,
} from './native-list.ts';
import {
  decodeNativeTask,
  encodeNativeOutput,
  encodeNativeShape,
  encodeNativeUsage,
  nativeOutput,
  nativeStates,
  nativeUsage,
} from './native-task.ts';
import { unixSeconds } from './values.ts';

const root = '/api/v3/contents/generations/tasks';

const accepted = z.object({ id: z.string(), safety_identifier: z.string().optional() });
/** @public Wire types are exported, used here or not. */
export type ArkAccepted = z.infer<typeof accepted>;

const task = z.object({
  id: z.string(),
  model: z.string(),
  status: z.enum(nativeStates),
  error: nativeError.optional(),
  content: nativeOutput.optional(),
  usage: nativeUsage.optional(),
  created_at: z.int(),
  updated_at: z.int(),
  seed: z.int(),
  resolution: z.enum(resolutions),
  ratio: z.enum(ratios),
  duration: z.int().optional(),
  framespersecond: z.literal(24),
  frames: z.int().optional(),
  service_tier: z.enum(['default', 'flex']),
  execution_expires_after: z.int(),
  generate_audio: z.boolean(),
  draft: z.literal(false),
  priority: z.number(),
  safety_identifier: z.string().optional(),
});
type ArkTask = z.infer<typeof task>;

const create = typedOperation({
  does: 'create',
  method: 'POST',
  path: root,
  status: 200,
  bodyBytesMax: nativeBodyBytesMax,
  asks: {
    schemas: { body: z.looseObject(nativeGeneration.shape) },
    decode: ({ body }) => decodeNativeGeneration(body, arkCatalogue),
    encode: encodeNativeGeneration,
  },
  answers: {
    schema: accepted,
    encode: ({ id, metadata }) => ({
      id,
      safety_identifier: keptWords(metadata).safety_identifier,
    }),
    // It tells nothing but that it was accepted, and so it waits.
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
    schema: task,
    encode: encodeTask,
    decode: (told) => decodeTask(neededId(told.id, 'id'), told),
  },
});

/** Documented as `error`; the platform's own client for Go reads `failure_reason`. */
const item = z.object({ ...task.shape, failure_reason: nativeError.optional() });
type ArkItem = z.infer<typeof item>;

const page = z.object({ total: z.int(), items: z.array(item) });
/** @public Wire types are exported, used here or not. */
export type ArkPage = z.infer<typeof page>;

const list = typedOperation({
  does: 'list',
  method: 'GET',
  path: root,
  status: 200,
  asks: nativeListAsks,
  answers: {
    schema: page,
    ...nativePageAnswers(encodeItem, decodeItem),
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

function encodeTask(view: TaskView): ArkTask {
  const { safety_identifier, priority } = keptWords(view.metadata);
  return {
    id: view.id,
    model: view.model,
    status: view.state,
    error: view.state === 'failed' ? encodeNativeFailure(view.failure) : undefined,
    content: encodeNativeOutput(view),
    usage: encodeNativeUsage(view),
    created_at: unixSeconds(view.createdAtMs),
    updated_at: unixSeconds(view.updatedAtMs),
    seed: view.seed,
    ...encodeShape(view),
    service_tier: view.flex ? 'flex' : 'default',
    execution_expires_after: view.expiresSeconds,
    generate_audio: view.generateAudio,
    draft: false,
    priority: priority ?? 0,
    safety_identifier,
  };
}

/** A length that was asked for in frames is told in them, and not in seconds. */
function encodeShape(view: TaskView) {
  const shape = encodeNativeShape(view);
  if (view.frames === undefined) return shape;
  return { ...shape, duration: undefined, frames: view.output?.frames ?? view.frames };
}

function encodeItem(view: TaskView): ArkItem {
  const told = encodeTask(view);
  return { ...told, failure_reason: told.error };
}

function decodeItem(id: string, told: Loose<ArkItem>): TaskReport {
  return decodeTask(id, { ...told, error: told.error ?? told.failure_reason });
}

function decodeTask(id: string, told: Loose<ArkTask>): TaskReport {
  return { ...decodeNativeTask(id, told), token: told.safety_identifier ?? undefined };
}

/** Where the platform's documentation is silent, or speaks twice. */
const choices: readonly string[] = [
  'A task tells what it was asked for until it is made; then what was made.',
  '`error` is there in a failed task only; its code is the upstream’s own, where that speaks native words. Items of a list have it under the same name and as `failure_reason`.',
  '`priority` and `safety_identifier` are told as they were sent, the latter in the answer of the create too; it is also the end user of our records, where the header `X-Filmgate-End-User` names none. Neither changes what is made.',
  'A filter of a list whose value is empty is none, and one that no task can pass finds none. `filter.task_ids[]` is read as `filter.task_ids`.',
  'Lists begin with the newest task, and count only tasks of the last seven days. One task can be read for longer.',
  'A cancelled task can be deleted like any other that is over.',
  'A role may be left out of a lone image alone, as there: of several, or beside a reference, each image needs one.',
  'A task id is `cgt-`, its time in UTC, and ten lower-case letters and digits, where five would not be unique. Other people’s tasks, and deleted ones, are 404 `NotFound`.',
  'An account without credits is `AccountOverdueError`, the platform’s own word for it.',
  'The callback is told of the final state alone, cancelled among them, and carries the signatures that all our callbacks carry.',
  'A draft of Seedance 2.5 is not offered. `omni_reference_task_type` edits or extends the first reference video: an edit keeps its length and its shape, an extension begins after its last frame.',
  'A list without `filter.service_tier` tells the tasks of both tiers.',
  unknownFields,
];

export const ark: Dialect = {
  name: 'ark',
  title: 'Volcengine Ark',
  catalogue: arkCatalogue,
  keyHeaders: ['bearer'],
  taskId: (parts) => datedId('cgt', parts),
  operations: [create, get, list, remove],
  problem: (problem) => nativeProblem(problem),
  refusal: nativeRefusal,
  callback: {
    field: 'callback_url',
    body: encodeTask,
    headers: () => ({}),
    decode: readCallback('id'),
  },
  choices,
  attemptToken: 'safety_identifier',
  endUserWord: 'safety_identifier',
  lost: { states: {}, failures: nativeLostFailures },
  unsaidRoles: 'said',
  fields: nativeFields,
};
