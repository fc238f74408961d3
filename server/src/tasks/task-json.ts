import { z } from 'zod';
import { isoTime } from '../dialects/values.ts';
import { creditsOf } from '../generation/money.ts';
import { failureCodes } from '../generation/problems.ts';
import type { Failure } from '../generation/problems.ts';
import { resolutions, ratios } from '../generation/request.ts';
import { finalStates } from '../generation/states.ts';
import type { TaskView } from '../generation/view.ts';
import { asWritten, writeJson } from '../generation/written-json.ts';

/** A task in our own words: what the platform API answers, streams send and webhooks carry. */

const credits = z.number().min(0);
const time = z.iso.datetime().describe('ISO 8601 in UTC with milliseconds.');

const outputSchema = z
  .object({
    videoUrl: z.url().describe('The MP4; signed, and stable for as long as the file is kept.'),
    posterUrl: z.url().describe('The first frame as JPEG.'),
    lastFrameUrl: z.url().nullable().describe('The last frame as JPEG, where it was asked for.'),
    thumbUrl: z.url().describe('The first frame as JPEG, 320 pixels wide and at most 15 kB.'),
    stripUrl: z
      .url()
      .describe(
        'Twelve frames of its whole length as one JPEG, beside each other, each 160 pixels wide; made when somebody first asks for it.',
      ),
    seconds: z.int().describe('Whole seconds, as sold.'),
    frames: z.int(),
    width: z.int().describe('Pixels.'),
    height: z.int().describe('Pixels.'),
    ratio: z.enum(ratios),
  })
  .describe('What was made.');

const plainSchema = z
  .object({
    id: z.string(),
    state: z.enum(['queued', 'running', ...finalStates]),
    mode: z.enum(['live', 'test']).describe('Of the key that the task was made with.'),
    keyId: z
      .string()
      .nullable()
      .describe('Id of that key; null where an operator made it without one.'),
    dialect: z.string().describe('The API that it was made in, or `platform`.'),
    model: z.string().describe('As it was named in the request.'),
    progress: z.int().min(0).max(100).describe('Percent.'),
    prompt: z.string(),
    seconds: z
      .union([z.int(), z.literal('auto')])
      .describe('As asked for, after defaults; `auto`: the model picks the length.'),
    frames: z
      .int()
      .nullable()
      .describe(
        'The length as it was asked for in frames, which `seconds` rounds; null: it was not.',
      ),
    resolution: z.enum(resolutions),
    ratio: z.enum(ratios).describe('As asked for, after defaults.'),
    generateAudio: z.boolean(),
    seed: z.int().describe('The same seed makes the same video, as far as the model can.'),
    watermark: z.boolean(),
    serviceTier: z.enum(['default', 'flex']).describe('`flex`: made when there is room, for less.'),
    quotedCredits: credits.describe('The most that the task can cost, said when it was accepted.'),
    chargedCredits: credits
      .nullable()
      .describe('What its success was charged; null until it has succeeded.'),
    refundedCredits: credits.describe('What of the charge was given back.'),
    completionTokens: z.int().nullable().describe('Of what was made; null until then.'),
    output: outputSchema.nullable(),
    failure: z
      .object({
        code: z.enum(failureCodes),
        message: z.string(),
        field: z
          .string()
          .nullable()
          .describe('The medium that it is about, as the request named it, where it is about one.'),
        upstream: z
          .object({ code: z.string().nullable(), message: z.string() })
          .nullable()
          .describe('What whoever was to make it said, in its own words, where it gave any.'),
      })
      .nullable()
      .describe('Why there is no video.'),
    metadata: z
      .record(z.string(), z.json())
      .nullable()
      .describe('What the request carried, byte for byte.'),
    endUser: z
      .string()
      .nullable()
      .describe('Your own name for whom it is made, where the request gave one.'),
    createdAt: time,
    updatedAt: time,
    finishedAt: time.nullable(),
    expiresAt: time.describe('When the task expires, unless it is over by then.'),
    shortened: z
      .array(z.enum(['prompt', 'metadata']))
      .describe('Fields that a webhook had no room for: read the task to see them whole.'),
  })
  .describe('A task.');

export type TaskJson = z.infer<typeof plainSchema>;

export const taskJsonExample: TaskJson = {
  id: 'req_2c4a90v6h1m8x0t3k7qz',
  state: 'succeeded',
  mode: 'live',
  keyId: '019362f2-7a1e-7c3d-9b5e-2f6a8c4d1e07',
  dialect: 'seedance2ink',
  model: 'seedance-2.0',
  progress: 100,
  prompt: 'A river in autumn',
  seconds: 5,
  frames: null,
  resolution: '720p',
  ratio: '16:9',
  generateAudio: true,
  seed: 7,
  watermark: false,
  serviceTier: 'default',
  quotedCredits: 40,
  chargedCredits: 40,
  refundedCredits: 0,
  completionTokens: 108900,
  output: {
    videoUrl: 'https://films.example.com/media/req_2c4a90v6h1m8x0t3k7qz.mp4?signature=…',
    posterUrl: 'https://films.example.com/media/req_2c4a90v6h1m8x0t3k7qz.jpg?signature=…',
    lastFrameUrl: null,
    thumbUrl: 'https://films.example.com/media/req_2c4a90v6h1m8x0t3k7qz.thumb.jpg?signature=…',
    stripUrl: 'https://films.example.com/media/req_2c4a90v6h1m8x0t3k7qz.strip.jpg?signature=…',
    seconds: 5,
    frames: 121,
    width: 1280,
    height: 720,
    ratio: '16:9',
  },
  failure: null,
  metadata: { order: 4711 },
  endUser: null,
  createdAt: '2026-11-21T08:00:00.000Z',
  updatedAt: '2026-11-21T08:01:12.000Z',
  finishedAt: '2026-11-21T08:01:12.000Z',
  expiresAt: '2026-11-23T08:00:00.000Z',
  shortened: [],
};

export const taskJsonSchema = plainSchema.meta({ id: 'TaskInEvent', examples: [taskJsonExample] });

export const refundJsonSchema = taskJsonSchema
  .extend({ refundedNowCredits: credits.describe('What was given back this time.') })
  .describe('A task of whose charge something was given back.')
  .meta({
    id: 'RefundedTask',
    examples: [{ ...taskJsonExample, refundedCredits: 10, refundedNowCredits: 10 }],
  });

export function taskJson(view: TaskView): TaskJson {
  return {
    id: view.id,
    state: view.state,
    mode: view.keyMode,
    keyId: view.keyId,
    dialect: view.dialect,
    model: view.model,
    progress: view.progress,
    prompt: view.prompt,
    seconds: view.seconds,
    frames: view.frames ?? null,
    resolution: view.resolution,
    ratio: view.ratio,
    generateAudio: view.generateAudio,
    seed: view.seed,
    watermark: view.watermark,
    serviceTier: view.flex ? 'flex' : 'default',
    quotedCredits: creditsOf(view.quoteMicros),
    chargedCredits: view.chargedMicros === null ? null : creditsOf(view.chargedMicros),
    refundedCredits: creditsOf(view.refundedMicros),
    completionTokens: view.completionTokens,
    output: view.output,
    failure: view.failure && failureJson(view.failure),
    // Both are JSON; ours is read-only, which Zod's type of JSON cannot say.
    metadata: view.metadata === null ? null : (asWritten(view.metadata) as TaskJson['metadata']),
    endUser: view.endUser ?? null,
    createdAt: isoTime(view.createdAtMs),
    updatedAt: isoTime(view.updatedAtMs),
    finishedAt: view.finishedAtMs === null ? null : isoTime(view.finishedAtMs),
    expiresAt: isoTime(view.createdAtMs + view.expiresSeconds * 1_000),
    shortened: [],
  };
}

/** As messages name one of several: `content[1].image_url`. */
const mediumField = /\b[a-z]\w{0,39}\[\d{1,3}\](?:\.\w{1,40}){0,3}/iu;

function failureJson({ code, message, upstream }: Failure): TaskJson['failure'] {
  const field = mediumField.exec(message)?.[0] ?? null;
  if (!upstream) return { code, message, field, upstream: null };
  return {
    code,
    message,
    field,
    upstream: { code: upstream.code ?? null, message: upstream.message ?? message },
  };
}

/**
 * The task as it stood when it came into `state` at `atMs`, for events that are told later than they
 * happened: nothing is said of what came after.
 */
export function viewInState(view: TaskView, state: TaskView['state'], atMs: number): TaskView {
  if (view.state === state) return view.refundedMicros === 0n ? view : asEnded(view);
  return {
    ...view,
    state,
    updatedAtMs: atMs,
    progress: 0,
    output: null,
    chargedMicros: null,
    refundedMicros: 0n,
    completionTokens: null,
    failure: null,
    finishedAtMs: null,
  };
}

/** The task as it stood after a refund at `atMs`, with which this much had been given back in all. */
export function viewRefunded(view: TaskView, refundedMicros: bigint, atMs: number): TaskView {
  return { ...view, refundedMicros, updatedAtMs: atMs };
}

/** Before anything of its charge was given back. */
function asEnded(view: TaskView): TaskView {
  return { ...view, refundedMicros: 0n, updatedAtMs: view.finishedAtMs ?? view.updatedAtMs };
}

const promptCharactersLeft = 500;

/** At most `bytesMax` of JSON, for bounds above a few kilobytes: first the prompt is cut, then the metadata. */
export function shortenedTo(bytesMax: number, task: TaskJson): TaskJson {
  if (bytesOf(task) <= bytesMax) return task;
  // By characters, not by halves of them.
  const prompt = Array.from(task.prompt).slice(0, promptCharactersLeft).join('');
  const cut: TaskJson = { ...task, prompt, shortened: ['prompt'] };
  if (bytesOf(cut) <= bytesMax) return cut;
  return { ...cut, metadata: null, shortened: ['prompt', 'metadata'] };
}

function bytesOf(task: TaskJson): number {
  return Buffer.byteLength(writeJson(task));
}
