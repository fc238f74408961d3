/**
 * tokenhub.store: a prompt beside media in fields of their own or in a native `content` list, read by
 * polling, with OpenAI's envelope around it.
 */
import { z } from 'zod';
import type { TaskView } from '../../generation/view.ts';
import { allModels, idInPath, neededId, typedOperation } from '../codec.ts';
import { unknownFields } from '../dropped.ts';
import { endsLost, errorToTell, failureTold, wordsOf } from '../failures.ts';
import { base36Id } from '../ids.ts';
import type { Loose } from '../loosely.ts';
import type { Dialect } from '../mechanism.ts';
import { tokenhubCatalogue } from '../models/tokenhub.ts';
import { openAiProblem, toldByOpenAi } from '../openai-errors.ts';
import { decodeOpenAiModels, encodeOpenAiModels, openAiModelList } from '../openai-models.ts';
import { readRefusal } from '../refusals.ts';
import { endingInFailure, msOfUnixSeconds, stateOfWord, unixSeconds } from '../values.ts';
import { decodeGeneration, encodeGeneration, generation } from './generation.ts';

const status = z.enum(['queued', 'running', 'succeeded', 'failed']);

const accepted = z.object({
  id: z.string(),
  object: z.literal('video.generation.task'),
  model: z.string(),
  status,
  created: z.int(),
});
type TokenhubAccepted = z.infer<typeof accepted>;

const task = z.object({
  ...accepted.shape,
  data: z.array(z.object({ video_url: z.string(), cover_image_url: z.string() })).optional(),
  usage: z.object({ video_duration: z.number().min(0) }).optional(),
  error: z
    .object({
      message: z.string(),
      code: z.string(),
      upstream_code: z.string().optional(),
      type: z.string(),
    })
    .optional(),
});
type TokenhubTask = z.infer<typeof task>;

const statusOf = endingInFailure<TokenhubAccepted['status']>({
  queued: 'queued',
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
});

const root = '/api/v1/videos/generations';

const create = typedOperation({
  does: 'create',
  method: 'POST',
  path: root,
  status: 200,
  // Media may stand in a body as data URLs, up to this.
  bodyBytesMax: 64 * 1024 * 1024,
  asks: {
    schemas: { body: z.looseObject(generation.shape) },
    decode: ({ body }) => decodeGeneration(body),
    encode: encodeGeneration,
  },
  answers: {
    schema: accepted,
    encode: encodeAccepted,
    decode: decodeTask,
  },
});

const get = typedOperation({
  does: 'get',
  method: 'GET',
  path: `${root}/{task_id}`,
  status: 200,
  asks: idInPath('task_id'),
  answers: {
    schema: task,
    encode: (view): TokenhubTask => ({
      ...encodeAccepted(view),
      ...encodeOutcome(view),
    }),
    decode: decodeTask,
  },
});

const models = typedOperation({
  does: 'models',
  method: 'GET',
  path: '/api/v1/models',
  status: 200,
  asks: allModels,
  answers: {
    schema: openAiModelList,
    encode: encodeOpenAiModels,
    decode: decodeOpenAiModels,
  },
});

function encodeAccepted({ id, model, state, createdAtMs }: TaskView): TokenhubAccepted {
  return {
    id,
    object: 'video.generation.task',
    model,
    status: statusOf[state],
    created: unixSeconds(createdAtMs),
  };
}

function encodeOutcome(view: TaskView): Partial<TokenhubTask> {
  const { state, output } = view;
  if (state === 'succeeded' && output) {
    const { videoUrl, posterUrl, seconds } = output;
    return {
      data: [{ video_url: videoUrl, cover_image_url: posterUrl }],
      usage: { video_duration: seconds },
    };
  }
  const error = errorToTell(view, { isOwn: isTokenhubs });
  if (error === null) return {};
  const { message, code, upstream } = error;
  return { error: { message, code, upstream_code: upstream, type: 'generation_error' } };
}

const isTokenhubs = wordsOf('tokenhub');

function decodeTask(told: Loose<TokenhubTask>) {
  const [made] = told.data ?? [];
  return {
    id: neededId(told.id, 'id'),
    state: stateOfWord(told.status),
    model: told.model ?? undefined,
    videoUrl: made?.video_url ?? undefined,
    // Empty where there is none.
    posterUrl: made?.cover_image_url || undefined,
    seconds: told.usage?.video_duration ?? undefined,
    failure: failureTold(told.error),
    createdAtMs: msOfUnixSeconds(told.created),
  };
}

/** Where the platform's documentation is silent, or speaks twice. */
const choices: readonly string[] = [
  'Media are all those that are named, in the order of the fields. A URL that stands in several of them is one medium, with the role that `content` gives it.',
  'A lone `image_url` is the first frame, as native media without a role are; `image_urls` are references, and so are videos and audios.',
  'The formula for prompts that its documentation recommends is 主体 + 动作 + 环境/背景 + 镜头/风格 (subject, action, place, camera and style): see the [guide to prompts](../prompts.md).',
  'An item of `content` is what its role says, as the documentation prints it with the type `image_url` for all of them: `{"type": "image_url", "image_url": {"url": …}, "role": "reference_video"}` is a video. The native types `video_url` and `audio_url` are taken as well.',
  'Texts in `content` go on after the `prompt`, each on a line of its own.',
  '`video_durations` and `input_video_duration` are not relied on, nor refused for being wrong: input videos are measured, and one within three frames of a whole second, as every film that was sold as 5 s is, counts as that second.',
  '`usage.video_duration` is the length of what was made, without the input.',
  'A failed task says `error` with `message`, `code` and `type`, and in `upstream_code` the word of the upstream that failed it. A cancelled or expired one is `failed` with that code: there is no other word for it.',
  'Models are listed as OpenAI lists them, to those who have a key.',
  'A task id is 24 lower-case letters and digits; refusals are OpenAI’s error object.',
  unknownFields,
];

export const tokenhub: Dialect = {
  name: 'tokenhub',
  title: 'TokenHub',
  catalogue: tokenhubCatalogue,
  keyHeaders: ['bearer'],
  taskId: (parts) => base36Id(parts, 24),
  operations: [create, get, models],
  problem: (problem) => openAiProblem(problem),
  refusal: ({ status: httpStatus, body }, { does }) =>
    readRefusal({ status: httpStatus, told: toldByOpenAi(body), body }, does),
  choices,
  lost: endsLost,
  unsaidRoles: 'native',
  fields: {
    model: 'model',
    prompt: 'prompt',
    media: 'content',
    seconds: 'duration',
    resolution: 'resolution',
    ratio: 'aspect_ratio',
    generateAudio: 'generate_audio',
    watermark: 'watermark',
  },
};
