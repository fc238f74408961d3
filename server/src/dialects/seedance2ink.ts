/**
 * seedance2.ink: media as a plain list of URLs, whose number and types make the mode.
 *
 * Not documented there, so chosen here:
 * - The position rule in full: one image is the first frame, two are first and last; three to five, and
 *   any mix with video or audio, are references. An unknown extension leaves the type to the file; an
 *   empty `mediaUrls` is none.
 * - A query shows the values in force; where the length was the model's own choice, -1 until it is made.
 * - An expired task is `failed` with the code `timeout`. Other task codes besides `provider_error` are
 *   `content_policy`, `timeout` and `media_fetch_failed`.
 * - The models list is public, and its items are as below.
 * - All refusals have the envelope of the documented one for a bad key.
 * - The callback: the query answer with `event` and `metadata`, and its three headers.
 * - A request id is `req_` and 20 lower-case letters and digits.
 * - Unknown fields are ignored, as platforms of this kind do and their clients rely on: no field that is
 *   documented elsewhere changes what is made or paid here.
 */
import { z } from 'zod';
import { rolesByPosition } from '../generation/assign-roles.ts';
import { problemStatus, refuse } from '../generation/problems.ts';
import type { Failure, Problem, ProblemCode } from '../generation/problems.ts';
import { ratios, resolutions } from '../generation/request.ts';
import type { JsonObject, MediaAsk, MediaKind, Resolution } from '../generation/request.ts';
import type { ClientState } from '../generation/states.ts';
import type { TaskView } from '../generation/view.ts';
import { answers, asks, unsayable } from './codec.ts';
import type { Keys } from './codec.ts';
import { base36Id } from './ids.ts';
import { operation } from './mechanism.ts';
import type { CreateCommand, Dialect, ModelOffer, Refusal } from './mechanism.ts';
import { failureCodeOf, readRefusal } from './refusals.ts';
import { creditsOf, microsOf, stateOfWord } from './values.ts';

const mediaUrl = z.url({ protocol: /^https$/, error: 'must be a public https URL' });
const webhookUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

const submission = z.object({
  model: z.string(),
  prompt: z.string().min(1),
  mediaUrls: z.array(mediaUrl).max(5).optional(),
  aspectRatio: z.enum(['16:9', '9:16', '1:1']).optional(),
  duration: z.int().min(4).max(15).optional(),
  resolution: z.enum(['480p', '720p', '1080p']).optional(),
  webhookUrl: webhookUrl.optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});
export type Seedance2inkSubmission = z.infer<typeof submission>;

const status = z.enum(['queued', 'processing', 'succeeded', 'failed', 'cancelled']);

const accepted = z.object({
  success: z.literal(true),
  requestId: z.string(),
  status,
  creditsCharged: z.number().min(0),
});
export type Seedance2inkAccepted = z.infer<typeof accepted>;

const task = z.object({
  success: z.literal(true),
  requestId: z.string(),
  status,
  model: z.string(),
  prompt: z.string(),
  duration: z.int(),
  aspectRatio: z.enum(ratios),
  output: z.object({ type: z.literal('video'), url: z.string() }).nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type Seedance2inkTask = z.infer<typeof task>;

const cancelled = z.object({ success: z.literal(true), requestId: z.string(), status });
export type Seedance2inkCancelled = z.infer<typeof cancelled>;

const modelItem = z.object({
  id: z.string(),
  name: z.string(),
  durations: z.array(z.int()),
  aspectRatios: z.array(z.enum(ratios)),
  resolutions: z.array(z.enum(resolutions)),
  pricing: z.object({
    unit: z.literal('credits'),
    perSecond: z.partialRecord(z.enum(resolutions), z.number().min(0)),
    mediaMultiplier: z.number().min(0),
  }),
});
const modelList = z.object({ success: z.literal(true), data: z.array(modelItem) });
export type Seedance2inkModels = z.infer<typeof modelList>;

const refusalBody = z.object({
  success: z.literal(false),
  error: z.object({ code: z.string(), message: z.string() }),
});
export type Seedance2inkRefusal = z.infer<typeof refusalBody>;

const root = '/api/open/v1/video/generations';

const extensions: Readonly<Record<MediaKind, readonly string[]>> = {
  image: ['jpg', 'jpeg', 'png', 'webp', 'gif', 'bmp'],
  video: ['mp4', 'mov', 'm4v'],
  audio: ['mp3', 'wav'],
};

/** By the extension of the path; null for an unknown one, where only the file can tell. */
function kindOfUrl(url: string): MediaKind | null {
  const extension = /\.([a-z0-9]+)$/iu.exec(URL.parse(url)?.pathname ?? '')?.[1]?.toLowerCase();
  if (extension === undefined) return null;
  const kinds = ['image', 'video', 'audio'] as const;
  return kinds.find((kind) => extensions[kind].includes(extension)) ?? null;
}

function decodeSubmission(body: Seedance2inkSubmission): CreateCommand {
  const media = (body.mediaUrls ?? []).map((url, index) => ({
    url,
    kind: kindOfUrl(url),
    role: null,
    field: `mediaUrls[${String(index)}]`,
  }));
  return {
    ask: {
      model: body.model,
      prompt: body.prompt,
      media,
      seconds: body.duration,
      resolution: body.resolution,
      ratio: body.aspectRatio,
    },
    callbackUrl: body.webhookUrl,
    // It was parsed from JSON, so there is nothing else in it.
    metadata: body.metadata as JsonObject | undefined,
  };
}

function encodeSubmission({ ask, callbackUrl, metadata }: CreateCommand) {
  if (ask.generateAudio === false) return unsayable('seedance2.ink cannot be asked for silence');
  if (ask.watermark === true) return unsayable('seedance2.ink cannot be asked for a watermark');
  if (ask.seed !== undefined) return unsayable('seedance2.ink takes no seed');
  if (ask.returnLastFrame === true) return unsayable('seedance2.ink hands out no last frame');
  const media = inPosition(ask.media);
  const trouble = positionTrouble(media);
  if (trouble !== null) return unsayable(trouble);
  const body: Keys<Seedance2inkSubmission> = {
    model: ask.model,
    prompt: ask.prompt,
    mediaUrls: media.length === 0 ? undefined : media.map(({ url }) => url),
    aspectRatio: ask.ratio,
    duration: ask.seconds,
    resolution: ask.resolution,
    webhookUrl: callbackUrl,
    metadata,
  };
  return { body };
}

/** The first frame stands before the last one, whatever order they were named in. */
function inPosition(media: readonly MediaAsk[]): readonly MediaAsk[] {
  const [one, two] = media;
  return one?.role === 'last_frame' && two && media.length === 2 ? [two, one] : media;
}

/** Why the list alone would not say what the media are; null where it does. */
function positionTrouble(media: readonly MediaAsk[]): string | null {
  const misread = media.find(({ url, kind }) => kind !== null && kindOfUrl(url) !== kind);
  if (misread) {
    return `${misread.field} has no extension that says that it is of type ${String(misread.kind)}`;
  }
  const kinds = media.flatMap(({ kind }) => (kind === null ? [] : [kind]));
  const complete = kinds.length === media.length;
  const byPosition = complete ? rolesByPosition(kinds) : [];
  const other = media.find(({ role }, index) => role !== null && role !== byPosition[index]);
  return other ? `${other.field} cannot be given as ${String(other.role)} by its place` : null;
}

const create = operation<'create'>({
  does: 'create',
  method: 'POST',
  path: root,
  status: 200,
  asks: asks(
    { body: submission },
    { decode: ({ body }) => decodeSubmission(body), encode: encodeSubmission },
  ),
  answers: answers(accepted, {
    encode: (view) => ({
      success: true,
      requestId: view.id,
      status: statusOf(view.state),
      creditsCharged: creditsOf(view.quoteMicros),
    }),
    decode: (told) => ({
      id: needed(told.requestId),
      state: stateOfWord(told.status),
      quoteMicros:
        typeof told.creditsCharged === 'number' ? microsOf(told.creditsCharged) : undefined,
    }),
  }),
});

const requestPath = z.object({ requestId: z.string().min(1) });

function encodeTask(view: TaskView): Seedance2inkTask {
  return {
    success: true,
    requestId: view.id,
    status: statusOf(view.state),
    model: view.model,
    prompt: view.prompt,
    duration: view.seconds === 'auto' ? (view.output?.seconds ?? open) : view.seconds,
    aspectRatio: view.ratio === 'adaptive' ? (view.output?.ratio ?? 'adaptive') : view.ratio,
    output:
      view.state === 'succeeded' && view.output
        ? { type: 'video', url: view.output.videoUrl }
        : null,
    error: errorOf(view),
  };
}

/** A length of the model's own choice that is not made yet: only tasks of other dialects have it. */
const open = -1;

const get = operation<'get'>({
  does: 'get',
  method: 'GET',
  path: `${root}/{requestId}`,
  status: 200,
  asks: asks(
    { path: requestPath },
    {
      decode: ({ path }) => ({ id: path.requestId }),
      encode: ({ id }) => ({ path: { requestId: id } }),
    },
  ),
  answers: answers(task, {
    encode: encodeTask,
    decode: (told) => ({
      id: needed(told.requestId),
      state: stateOfWord(told.status),
      model: told.model ?? undefined,
      prompt: told.prompt ?? undefined,
      seconds: told.duration === open ? 'auto' : (told.duration ?? undefined),
      ratio: ratios.find((ratio) => ratio === told.aspectRatio),
      videoUrl: told.output?.url ?? undefined,
      failure: failureOf(told.error),
    }),
  }),
});

const cancel = operation<'cancel'>({
  does: 'cancel',
  method: 'POST',
  path: `${root}/{requestId}/cancel`,
  status: 200,
  asks: asks(
    { path: requestPath },
    {
      decode: ({ path }) => ({ id: path.requestId }),
      encode: ({ id }) => ({ path: { requestId: id } }),
    },
  ),
  answers: answers(cancelled, {
    encode: (view) => ({ success: true, requestId: view.id, status: statusOf(view.state) }),
    decode: (told) => ({ id: needed(told.requestId), state: stateOfWord(told.status) }),
  }),
});

const models = operation<'models'>({
  does: 'models',
  method: 'GET',
  path: '/api/open/v1/models',
  open: true,
  status: 200,
  asks: asks({}, { decode: () => ({}), encode: () => ({}) }),
  answers: answers(modelList, {
    encode: (offers) => ({ success: true, data: offers.map(itemOf) }),
    decode: (told) =>
      (told.data ?? []).flatMap(({ id, name }) => (id ? [{ id, title: name ?? id }] : [])),
  }),
});

function itemOf(offer: ModelOffer): Seedance2inkModels['data'][number] {
  const perSecond: Partial<Record<Resolution, number>> = {};
  for (const resolution of offer.resolutions) {
    const micros = offer.perSecondMicros[resolution];
    if (micros !== undefined) perSecond[resolution] = creditsOf(micros);
  }
  return {
    id: offer.id,
    name: offer.title,
    durations: [...offer.seconds],
    aspectRatios: [...offer.ratios],
    resolutions: [...offer.resolutions],
    pricing: {
      unit: 'credits',
      perSecond,
      mediaMultiplier: offer.imageFactorThousandths / 1000,
    },
  };
}

function needed(requestId: string | null | undefined): string {
  if (requestId) return requestId;
  throw refuse('malformed_body', 'The answer has no requestId.');
}

function statusOf(state: ClientState): Seedance2inkTask['status'] {
  switch (state) {
    case 'running':
      return 'processing';
    case 'expired':
      return 'failed';
    case 'queued':
    case 'succeeded':
    case 'failed':
    case 'cancelled':
      return state;
  }
}

function errorOf({ state, failure }: TaskView): Seedance2inkTask['error'] {
  if (state === 'expired') {
    return { code: 'timeout', message: failure?.message ?? 'The task expired before it was done.' };
  }
  if (state !== 'failed') return null;
  const { code, message } = failure ?? {
    code: 'provider_error',
    message: 'The generation failed.',
  };
  return { code: failureCodeOf(code), message };
}

function failureOf(
  error: { readonly code?: string | null; readonly message?: string | null } | null | undefined,
): Failure | undefined {
  if (!error) return undefined;
  return { code: failureCodeOf(error.code), message: error.message ?? 'The generation failed.' };
}

const codes: Readonly<Record<ProblemCode, string>> = {
  invalid_parameter: 'invalid_request',
  missing_parameter: 'invalid_request',
  malformed_body: 'invalid_request',
  model_unavailable: 'model_unavailable',
  unpriced: 'invalid_request',
  media_unreachable: 'invalid_request',
  media_invalid: 'invalid_request',
  unauthorized: 'unauthorized',
  insufficient_credits: 'insufficient_credits',
  task_not_found: 'not_found',
  route_not_found: 'not_found',
  method_not_allowed: 'method_not_allowed',
  not_cancellable: 'not_cancellable',
  idempotency_running: 'idempotency_conflict',
  body_too_large: 'body_too_large',
  unsupported_media_type: 'unsupported_media_type',
  idempotency_mismatch: 'idempotency_conflict',
  rate_limited: 'rate_limited',
  internal: 'internal_error',
  overloaded: 'overloaded',
};

function problem({ code, message }: Problem): Refusal {
  // The one refusal that is documented to the letter.
  const text = code === 'unauthorized' ? 'Invalid API key' : message;
  const body: Seedance2inkRefusal = { success: false, error: { code: codes[code], message: text } };
  return { status: problemStatus[code], body };
}

/** The query answer, what happened, and the request's own metadata. */
function callbackBody(view: TaskView) {
  const answer = encodeTask(view);
  return { ...answer, event: `video.generation.${answer.status}`, metadata: view.metadata };
}

export const seedance2ink: Dialect = {
  name: 'seedance2ink',
  title: 'seedance2.ink',
  keyHeaders: ['bearer'],
  taskId: (parts) => `req_${base36Id(parts, 20)}`,
  operations: [create, get, cancel, models],
  problem,
  refusal: ({ status: httpStatus, body }, does) => {
    const told = refusalBody.safeParse(body).data?.error ?? null;
    return readRefusal({ status: httpStatus, told }, does);
  },
  callback: {
    body: callbackBody,
    headers: ({ rawBody, deliveryId, atSeconds, hmacHex }) => {
      const at = String(atSeconds);
      return {
        'X-Seedance-Timestamp': at,
        'X-Seedance-Signature': `t=${at},v1=${hmacHex(`${at}.${rawBody}`)}`,
        'X-Seedance-Delivery': deliveryId,
      };
    },
  },
  lost: {
    states: { expired: 'failed' },
    failures: { expired: 'timeout', cancelled: 'provider_error' },
  },
  unsaidRoles: 'by_position',
  fields: {
    model: 'model',
    prompt: 'prompt',
    media: 'mediaUrls',
    seconds: 'duration',
    resolution: 'resolution',
    ratio: 'aspectRatio',
  },
};
