/** seedance2.ink: media as a plain list of URLs, whose number and types make the mode. */
import { z } from 'zod';
import { creditsOf, microsOf } from '../../generation/money.ts';
import { problemStatus } from '../../generation/problems.ts';
import type { Problem, ProblemCode } from '../../generation/problems.ts';
import { ratios } from '../../generation/request.ts';
import type { ClientState } from '../../generation/states.ts';
import type { TaskView } from '../../generation/view.ts';
import { asWritten } from '../../generation/written-json.ts';
import { readCallback } from '../callbacks.ts';
import { allModels, idInPath, neededId, typedOperation } from '../codec.ts';
import { unknownFields } from '../dropped.ts';
import { errorToTell, failureTold, wordsOf } from '../failures.ts';
import { base36Id } from '../ids.ts';
import type { Loose } from '../loosely.ts';
import type { Dialect, Refusal } from '../mechanism.ts';
import { seedance2inkCatalogue } from '../models/seedance2ink.ts';
import { plainCodes, readRefusal } from '../refusals.ts';
import { knownWords, lengthOf, open, stateOfWord } from '../values.ts';
import { decodeModel, encodeModel } from './models.ts';
import { decodeSubmission, encodeSubmission } from './submission.ts';
import * as wire from './wire.ts';

const root = '/api/open/v1/video/generations';

const statusOf: Readonly<Record<ClientState, wire.Task['status']>> = {
  queued: 'queued',
  running: 'processing',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
  expired: 'failed',
};

const create = typedOperation({
  does: 'create',
  method: 'POST',
  path: root,
  status: 200,
  asks: {
    schemas: { body: z.looseObject(wire.submission.shape) },
    decode: ({ body, metadataText }) => decodeSubmission(body, metadataText),
    encode: encodeSubmission,
  },
  answers: {
    schema: wire.accepted,
    encode: (view): wire.Accepted => ({
      success: true,
      requestId: view.id,
      status: statusOf[view.state],
      creditsCharged: creditsOf(view.quoteMicros),
    }),
    decode: (told) => ({
      id: neededId(told.requestId, 'requestId'),
      state: stateOfWord(told.status),
      quoteMicros: microsOf(told.creditsCharged),
    }),
  },
});

const byRequestId = idInPath('requestId');

const get = typedOperation({
  does: 'get',
  method: 'GET',
  path: `${root}/{requestId}`,
  status: 200,
  asks: byRequestId,
  answers: {
    schema: wire.task,
    encode: encodeTask,
    decode: (told) => ({
      id: neededId(told.requestId, 'requestId'),
      state: stateOfWord(told.status),
      model: told.model ?? undefined,
      prompt: told.prompt ?? undefined,
      seconds: lengthOf(told.duration),
      ratio: told.aspectRatio ? knownWords(ratios, [told.aspectRatio])[0] : undefined,
      videoUrl: told.output?.url ?? undefined,
      failure: decodeFailure(told.error),
    }),
  },
});

const cancel = typedOperation({
  does: 'cancel',
  method: 'POST',
  path: `${root}/{requestId}/cancel`,
  status: 200,
  asks: byRequestId,
  answers: {
    schema: wire.cancelled,
    encode: (view): wire.Cancelled => ({
      success: true,
      requestId: view.id,
      status: statusOf[view.state],
    }),
    decode: (told) => ({
      id: neededId(told.requestId, 'requestId'),
      state: stateOfWord(told.status),
    }),
  },
});

const models = typedOperation({
  does: 'models',
  method: 'GET',
  path: '/api/open/v1/models',
  open: true,
  status: 200,
  asks: allModels,
  answers: {
    schema: wire.modelList,
    encode: (offers): wire.ModelList => ({ success: true, data: offers.map(encodeModel) }),
    decode: (told) => (told.data ?? []).flatMap(decodeModel),
  },
});

function encodeTask(view: TaskView): wire.Task {
  const { state, seconds, ratio, output } = view;
  return {
    success: true,
    requestId: view.id,
    status: statusOf[state],
    model: view.model,
    prompt: view.prompt,
    // Tasks of other dialects can have a length that is not made yet.
    duration: seconds === 'auto' ? (output?.seconds ?? open) : seconds,
    aspectRatio: ratio === 'adaptive' ? (output?.ratio ?? ratio) : ratio,
    output: state === 'succeeded' && output ? { type: 'video', url: output.videoUrl } : null,
    error: encodeFailure(view),
  };
}

const errorWords = { codes: { expired: 'timeout' }, isOwn: wordsOf('seedance2ink') };

function encodeFailure(view: TaskView): wire.Task['error'] {
  if (view.state === 'cancelled') return null;
  const error = errorToTell(view, errorWords);
  return error && { code: error.code, message: error.message, upstreamCode: error.upstream };
}

function decodeFailure(told: Loose<wire.Task>['error']) {
  return failureTold(told && { ...told, upstream_code: told.upstreamCode });
}

const codes: Readonly<Record<ProblemCode, string>> = {
  ...plainCodes,
  invalid_parameter: 'invalid_request',
  missing_parameter: 'invalid_request',
  malformed_body: 'invalid_request',
  model_unavailable: 'model_unavailable',
  unpriced: 'invalid_request',
  above_max_credits: 'invalid_request',
  media_unreachable: 'invalid_request',
  media_invalid: 'invalid_request',
  task_not_found: 'not_found',
};

function problem({ code, message }: Problem): Refusal {
  // The one refusal that is documented to the letter.
  const text = code === 'unauthorized' ? 'Invalid API key' : message;
  const body: wire.Refused = { success: false, error: { code: codes[code], message: text } };
  return { status: problemStatus[code], body };
}

function callbackBody(view: TaskView) {
  const answer = encodeTask(view);
  return {
    ...answer,
    event: `video.generation.${answer.status}`,
    metadata: view.metadata === null ? null : asWritten(view.metadata),
  };
}

/** Where the platform's documentation is silent, or speaks twice. */
const choices: readonly string[] = [
  'The position rule in full: one image is the first frame, two are first and last; three to five, and any mix with video or audio, are references. An unknown extension leaves the type to the file; an empty `mediaUrls` is none.',
  'A query shows the values in force; where the length was the model’s own choice, -1 until it is made.',
  'An expired task is `failed` with the code `timeout`. Other task codes besides `provider_error` are `content_policy`, `invalid_parameter`, `timeout` and `media_fetch_failed`; `upstreamCode` is the word of the upstream that failed it.',
  'The models list needs no key, and its items are ours.',
  'All refusals have the envelope of the documented one for a bad key.',
  'The callback: the query answer with `event` and `metadata`, and its three headers.',
  'A request id is `req_` and 20 lower-case letters and digits.',
  `${unknownFields} A \`seed\` passes, since it always has. \`metadata\` is the customer’s, and never looked into.`,
];

export const seedance2ink: Dialect = {
  name: 'seedance2ink',
  title: 'seedance2.ink',
  catalogue: seedance2inkCatalogue,
  keyHeaders: ['bearer'],
  taskId: (parts) => `req_${base36Id(parts, 20)}`,
  operations: [create, get, cancel, models],
  problem,
  refusal: ({ status, body }, { does }) => {
    const error = wire.refusal.safeParse(body).data?.error;
    return readRefusal({ status, told: error ? { ...error, isOwn: true } : null, body }, does);
  },
  callback: {
    field: 'webhookUrl',
    body: callbackBody,
    headers: (signed) => {
      const at = String(signed.atSeconds);
      return {
        'X-Seedance-Timestamp': at,
        'X-Seedance-Signature': `t=${at},v1=${signed.hmacHex(`${at}.${signed.rawBody}`)}`,
        'X-Seedance-Delivery': signed.deliveryId,
      };
    },
    decode: readCallback('requestId'),
  },
  cancelsRunning: true,
  choices,
  lost: {
    states: { expired: 'failed' },
    failures: { expired: 'timeout' },
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
