/**
 * OpenAI Videos, as its official clients use it and as self-hosted engines serve it (vLLM-Omni, SGLang).
 * Its clients always send a create as a form; JSON of the same names is taken too.
 */
import { z } from 'zod';
import { refuse } from '../../generation/problems.ts';
import type { Problem } from '../../generation/problems.ts';
import { isUsableId, typedOperation, unsayable } from '../codec.ts';
import { base36Id } from '../ids.ts';
import type { Dialect, FileOperation, ListCommand, Refusal } from '../mechanism.ts';
import { openAiProblem } from '../openai-errors.ts';
import { decodeOpenAiModels, encodeOpenAiModels, openAiModelList } from '../openai-models.ts';
import { readRefusal } from '../refusals.ts';
import { decodeCreation, encodeCreation } from './creation.ts';
import { toldByEngine } from './refusal.ts';
import { decodeVideo, encodeVideo } from './video.ts';
import * as wire from './wire.ts';

const root = '/v1/videos';

const videoAnswer = { schema: wire.video, encode: encodeVideo, decode: decodeVideo };

const create = typedOperation({
  does: 'create',
  method: 'POST',
  path: root,
  takes: 'json_or_form',
  status: 200,
  // A picture may come along, as a file or inline.
  bodyBytesMax: 64 * 1024 * 1024,
  asks: {
    schemas: { body: z.looseObject(wire.creation.shape) },
    decode: ({ body, metadataText }) => decodeCreation(body, metadataText),
    encode: encodeCreation,
  },
  answers: videoAnswer,
});

const byId = {
  schemas: { path: wire.videoPath },
  decode: ({ path }: { path: z.infer<typeof wire.videoPath> }) => ({ id: path.id }),
  encode: ({ id }: { id: string }) => ({ path: { id } }),
};

const get = typedOperation({
  does: 'get',
  method: 'GET',
  path: `${root}/{id}`,
  status: 200,
  asks: byId,
  answers: videoAnswer,
});

/** Documented. */
const defaultLimit = 20;

const list = typedOperation({
  does: 'list',
  method: 'GET',
  path: root,
  status: 200,
  asks: {
    schemas: { query: wire.listQuery },
    decode: ({ query: { after = null, limit, order } }) => ({
      limit: limit === undefined ? defaultLimit : Number(limit),
      from: { after },
      order: order === 'asc' ? 'oldest' : 'newest',
    }),
    encode: encodeList,
  },
  answers: {
    schema: wire.videoList,
    encode: ({ tasks, hasMore }): wire.VideoList => ({
      object: 'list',
      data: tasks.map(encodeVideo),
      first_id: tasks.at(0)?.id ?? null,
      last_id: tasks.at(-1)?.id ?? null,
      has_more: hasMore,
    }),
    decode: (told) => ({
      tasks: (told.data ?? []).filter(({ id }) => isUsableId(id)).map(decodeVideo),
      hasMore: told.has_more ?? undefined,
    }),
  },
});

function encodeList({ limit, from, order, ...filters }: ListCommand) {
  if (Object.values(filters).some((filter) => filter !== undefined)) {
    return unsayable('OpenAI lists all videos, whatever they are');
  }
  if ('page' in from) return unsayable('OpenAI counts no pages: it goes on after an id');
  const { after } = from;
  return {
    query: {
      after: after ?? undefined,
      limit: String(limit),
      order: order === 'oldest' ? 'asc' : 'desc',
    },
  };
}

const remove = typedOperation({
  does: 'delete',
  method: 'DELETE',
  path: `${root}/{id}`,
  status: 200,
  asks: {
    schemas: byId.schemas,
    decode: ({ path: { id } }) => ({ id, whileOpen: 'cancel' }),
    encode: ({ id, whileOpen }) =>
      whileOpen === 'cancel' ? { path: { id } } : unsayable('OpenAI also cancels what runs'),
  },
  answers: {
    schema: wire.deleted,
    encode: ({ id }): wire.Deleted => ({ id, deleted: true, object: 'video.deleted' }),
    decode: (told) => ({ id: told.id ?? undefined }),
  },
});

const remix = typedOperation({
  does: 'create',
  method: 'POST',
  path: `${root}/{id}/remix`,
  takes: 'json_or_form',
  isRefused: true,
  status: 200,
  asks: {
    schemas: { path: wire.videoPath, body: z.looseObject({}) },
    decode: () => {
      throw refuse(
        'invalid_parameter',
        'Videos cannot be remixed here: create a new one with the changed prompt, and its first frame as input_reference.',
      );
    },
    encode: () => unsayable('a remix is no new video'),
  },
  answers: videoAnswer,
});

const models = typedOperation({
  does: 'models',
  method: 'GET',
  path: '/v1/models',
  status: 200,
  asks: { schemas: {}, decode: () => ({}), encode: () => ({}) },
  answers: {
    schema: openAiModelList,
    encode: encodeOpenAiModels,
    decode: decodeOpenAiModels,
  },
});

const content: FileOperation = {
  path: `${root}/{id}/content`,
  asks: {
    schemas: { path: wire.videoPath, query: wire.contentQuery },
    decode: ({ path: { id = '' }, query: { variant } }) => {
      if (variant === 'spritesheet') {
        throw refuse(
          'invalid_parameter',
          'variant is spritesheet, which is not made here: use video or thumbnail.',
          { field: 'variant' },
        );
      }
      return { id, file: variant === 'thumbnail' ? 'poster' : 'video' };
    },
    encode: ({ id, file }) => ({
      path: { id },
      query: { variant: file === 'poster' ? 'thumbnail' : 'video' },
    }),
  },
};

/** Its status for an empty purse is that of too many requests. */
function problem(found: Problem): Refusal {
  const refusal = openAiProblem(found);
  return found.code === 'insufficient_credits' ? { ...refusal, status: 429 } : refusal;
}

/** Where the platform's documentation is silent, or speaks twice. */
const choices: readonly string[] = [
  'Fields of ours behind the documented ones: `resolution`, `ratio` (instead of `size`), `generate_audio`, `seed`, `watermark`, `metadata`; `seconds` of -1 leaves the length to the model. `duration`, as New-API’s clients name it, is read where `seconds` is not given.',
  '`size` is any that an engine makes; 1024x1792 and 1792x1024, which none makes, stand for 1080p in 9:16 and 16:9. A video tells its true pixels once it is made, and `auto` before they are known.',
  'A picture without a size keeps its own shape: the documented default is for text alone.',
  '`input_reference` may be a URL itself; a `file_id` is an asset of the account.',
  'A cancelled or expired task is `failed` with that word as its code: there is no status for it.',
  '`expires_at` is null, since results keep their place here, and nothing is remixed: a remix is refused.',
  'No credits are 429 `insufficient_quota` without `Retry-After`, as at OpenAI. A video that was refused for its content has the code `moderation_blocked`; `upstream_code` is the word of the upstream that failed it.',
  'Refusals say `x-should-retry`, because the official clients would send a 409 or 429 again that stays one.',
  'Unknown fields are ignored, but for some that would change what is made, paid or told: they are refused by name.',
];

export const openai: Dialect = {
  name: 'openai',
  title: 'OpenAI Videos',
  keyHeaders: ['bearer'],
  taskId: (parts) => `video_${base36Id(parts, 24)}`,
  operations: [create, get, list, remove, remix, models],
  files: [content],
  problem,
  refusal: ({ status, body }, { does }) =>
    readRefusal({ status, told: toldByEngine(body), body }, does),
  choices,
  lost: {
    states: { cancelled: 'failed', expired: 'failed' },
    failures: { cancelled: 'provider_error', expired: 'provider_error' },
  },
  unsaidRoles: 'native',
  fields: {
    model: 'model',
    prompt: 'prompt',
    media: 'input_reference',
    seconds: 'seconds',
    resolution: 'size',
    ratio: 'size',
    generateAudio: 'generate_audio',
    seed: 'seed',
    watermark: 'watermark',
  },
};
