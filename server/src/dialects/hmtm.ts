/** hmtm.cn: native Seedance 2.0 fields in a small envelope, read by polling. */
import { z } from 'zod';
import { creditsOf, microsOf } from '../generation/money.ts';
import { problemStatus } from '../generation/problems.ts';
import type { Problem } from '../generation/problems.ts';
import { ratios } from '../generation/request.ts';
import { netCharge } from '../generation/view.ts';
import type { TaskView } from '../generation/view.ts';
import { contentItemsMost, modelName } from './bounds.ts';
import { idInPath, neededId, typedOperation } from './codec.ts';
import type { Keys } from './codec.ts';
import { refuseDropped, unknownFields } from './dropped.ts';
import type { Reader } from './dropped.ts';
import { codesLost, failureTold, sentenceToTell } from './failures.ts';
import { base36Id } from './ids.ts';
import { lackOf, particulars } from './lacks.ts';
import type { CreateCommand, Dialect, Refusal } from './mechanism.ts';
import { hmtmCatalogue } from './models/hmtm.ts';
import { contentItem, decodeContent, encodeContent } from './native-content.ts';
import { isBareStatus, plainCodes, readRefusal } from './refusals.ts';
import type { ToldRefusal } from './refusals.ts';
import {
  endingInFailure,
  isoTime,
  lengthAsNumber,
  lengthOf,
  msOfTime,
  seedOf,
  stateOfWord,
} from './values.ts';

const generation = z.object({
  abilityId: modelName,
  content: z.array(contentItem).min(1).max(contentItemsMost),
  duration: z.int().min(-1).optional(),
  ratio: z.enum(ratios).optional(),
  resolution: z.enum(['480p', '720p']).optional(),
  generate_audio: z.boolean().optional(),
  return_last_frame: z.boolean().optional(),
  watermark: z.boolean().optional(),
  seed: z.int().min(-1).max(4_294_967_295).optional(),
  // Native beyond the table.
  execution_expires_after: z.int().min(3600).max(259_200).optional(),
});
type HmtmGeneration = z.infer<typeof generation>;

const status = z.enum(['queued', 'running', 'succeeded', 'failed']);

const accepted = z.object({ taskId: z.string(), status, createdAt: z.string() });
/** @public Wire types are exported, used here or not. */
export type HmtmAccepted = z.infer<typeof accepted>;

const task = z.object({
  taskId: z.string(),
  status,
  progress: z.number().min(0).max(100),
  output: z.object({ videoUrl: z.string(), lastFrameUrl: z.string().optional() }).nullable(),
  billing: z.object({ deductedCredits: z.number().min(0) }).nullable(),
  error: z.string().nullable(),
  createdAt: z.string(),
  completedAt: z.string().nullable(),
});
type HmtmTask = z.infer<typeof task>;

const statusOf = endingInFailure<HmtmTask['status']>({
  queued: 'queued',
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
});

const reader: Reader = {
  catalogue: hmtmCatalogue,
  schema: generation,
  ways: { callback: 'read the task at /api/open/v1/tasks/{taskId}' },
};

function decodeGeneration(body: HmtmGeneration): CreateCommand {
  const { prompt, media } = decodeContent(body.content);
  const command: CreateCommand = {
    ask: {
      model: body.abilityId,
      prompt,
      media,
      seconds: lengthOf(body.duration),
      resolution: body.resolution,
      ratio: body.ratio,
      generateAudio: body.generate_audio,
      seed: seedOf(body.seed),
      watermark: body.watermark,
      returnLastFrame: body.return_last_frame,
    },
    expiresSeconds: body.execution_expires_after,
  };
  refuseDropped(body, command, reader);
  return command;
}

function encodeGeneration(command: CreateCommand) {
  const lack = lackOf(command, 'hmtm', [...particulars, 'callbackUrl', 'metadata']);
  if (lack) return lack;
  const { ask, expiresSeconds } = command;
  const content = encodeContent(ask);
  if ('unsayable' in content) return content;
  const body: Keys<HmtmGeneration> = {
    abilityId: ask.model,
    content,
    duration: lengthAsNumber(ask.seconds),
    ratio: ask.ratio,
    resolution: ask.resolution,
    generate_audio: ask.generateAudio,
    return_last_frame: ask.returnLastFrame,
    watermark: ask.watermark,
    seed: ask.seed,
    execution_expires_after: expiresSeconds,
  };
  return { body };
}

const create = typedOperation({
  does: 'create',
  method: 'POST',
  path: '/api/open/v1/generations',
  status: 200,
  // Native bodies hold media inline, up to this.
  bodyBytesMax: 64 * 1024 * 1024,
  asks: {
    schemas: { body: z.looseObject(generation.shape) },
    decode: ({ body }) => decodeGeneration(body),
    encode: encodeGeneration,
  },
  answers: {
    schema: accepted,
    encode: (view) => ({
      taskId: view.id,
      status: statusOf[view.state],
      createdAt: isoTime(view.createdAtMs),
    }),
    decode: (told) => ({
      id: neededId(told.taskId, 'taskId'),
      state: stateOfWord(told.status),
      createdAtMs: msOfTime(told.createdAt),
    }),
  },
});

const get = typedOperation({
  does: 'get',
  method: 'GET',
  path: '/api/open/v1/tasks/{taskId}',
  status: 200,
  asks: idInPath('taskId'),
  answers: {
    schema: task,
    encode: (view) => ({
      taskId: view.id,
      status: statusOf[view.state],
      progress: view.progress,
      output: outputOf(view),
      billing: billingOf(view),
      error: sentenceToTell(view),
      createdAt: isoTime(view.createdAtMs),
      completedAt: view.finishedAtMs === null ? null : isoTime(view.finishedAtMs),
    }),
    decode: (told) => ({
      id: neededId(told.taskId, 'taskId'),
      state: stateOfWord(told.status),
      progress: told.progress ?? undefined,
      videoUrl: told.output?.videoUrl ?? undefined,
      lastFrameUrl: told.output?.lastFrameUrl ?? undefined,
      chargedMicros: microsOf(told.billing?.deductedCredits),
      failure: failureTold(told.error ? { message: told.error } : undefined),
      createdAtMs: msOfTime(told.createdAt),
      finishedAtMs: msOfTime(told.completedAt),
    }),
  },
});

/** "实际扣除积分": what was deducted in the end. */
function billingOf(view: TaskView): HmtmTask['billing'] {
  const charge = netCharge(view);
  return charge === null ? null : { deductedCredits: creditsOf(charge) };
}

function outputOf({ state, output }: TaskView): HmtmTask['output'] {
  if (state !== 'succeeded' || output === null) return null;
  const { videoUrl, lastFrameUrl } = output;
  return lastFrameUrl === null ? { videoUrl } : { videoUrl, lastFrameUrl };
}

const refusalBody = z.object({ error: z.string(), code: z.string().optional() });

function toldBy(body: unknown): ToldRefusal | null {
  const told = refusalBody.safeParse(body).data;
  if (!told) return null;
  const { error: message, code } = told;
  const isWhole = refusalBody.strict().safeParse(body).success;
  return { code, message, isOwn: isWhole && (code !== undefined || !isBareStatus(message)) };
}

function problem({ code, message }: Problem): Refusal {
  return { status: problemStatus[code], body: { error: message, code: plainCodes[code] } };
}

/** Where the platform's documentation is silent, or speaks twice. */
const choices: readonly string[] = [
  '`Authorization: Bearer` wins over `X-API-Key` where both are sent.',
  '`billing.deductedCredits` is what was deducted in the end: less by what was given back later.',
  'Times are ISO 8601 in UTC with milliseconds; a task id is 24 lower-case letters and digits.',
  'Every key of a query answer is always present; the last frame is `output.lastFrameUrl`, there only when it was asked for.',
  'Frame roles are taken besides `reference_*`, since all fields are native, and media without a role are read as Ark reads them.',
  'A cancelled or expired task is `failed` with a text that says so: there is no other word for it.',
  'Refusals are `{"error": text, "code": word}`; `error` is a string, as in a failed task, where the upstream’s own code stands at its end in parentheses.',
  'All fields are said to be native ones, so `execution_expires_after` is taken beyond the table, and native fields at the value that changes nothing (`draft: false`, `service_tier: "default"`, `output_format: "mp4"`); `safety_identifier` and `priority` are ignored, since no answer has a place for them. Other native fields and values are refused by name, `callback_url` too: no callback is documented.',
  'As an upstream hmtm is sent a lone first frame as its example has it, without a role.',
  unknownFields,
];

export const hmtm: Dialect = {
  name: 'hmtm',
  title: 'hmtm.cn',
  catalogue: hmtmCatalogue,
  keyHeaders: ['bearer', { name: 'X-API-Key' }],
  taskId: (parts) => base36Id(parts, 24),
  operations: [create, get],
  problem,
  refusal: ({ status: httpStatus, body }, { does }) =>
    readRefusal({ status: httpStatus, told: toldBy(body), body }, does),
  choices,
  lost: codesLost,
  unsaidRoles: 'native',
  loneFirstFrame: 'without_role',
  fields: {
    model: 'abilityId',
    prompt: 'content',
    media: 'content',
    seconds: 'duration',
    resolution: 'resolution',
    ratio: 'ratio',
    generateAudio: 'generate_audio',
    seed: 'seed',
    watermark: 'watermark',
    returnLastFrame: 'return_last_frame',
  },
};
