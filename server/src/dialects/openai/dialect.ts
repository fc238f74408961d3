/**
 * OpenAI Videos, as its official clients use it and as self-hosted engines serve it (vLLM-Omni, SGLang).
 * Its clients always send a create as a form; JSON of the same names is taken too.
 */
import { z } from 'zod';
import { refuse } from '../../generation/problems.ts';
import type { Problem } from '../../generation/problems.ts';
import { modelName } from '../bounds.ts';
import { allModels, idInPath, isUsableId, neededId, typedOperation, unsayable } from '../codec.ts';
import { unknownFields } from '../dropped.ts';
import { endsLost } from '../failures.ts';
import { base36Id } from '../ids.ts';
import type {
  AnyOperation,
  Dialect,
  FileOperation,
  ListCommand,
  NotOffered,
  Refusal,
} from '../mechanism.ts';
import { openAiCatalogue, openAiCatalogueWith } from '../models/openai.ts';
import { openAiProblem } from '../openai-errors.ts';
import {
  decodeOpenAiModels,
  encodeOpenAiModel,
  encodeOpenAiModels,
  openAiModel,
  openAiModelList,
} from '../openai-models.ts';
import { readRefusal } from '../refusals.ts';
import { creationFields, decodeCreation, encodeCreation } from './creation.ts';
import { fileOperations } from './files.ts';
import { toldByEngine } from './refusal.ts';
import type { OpenAiSettings } from './settings.ts';
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

const byId = idInPath('id');

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
    decode: (call) => ({ ...byId.decode(call), whileOpen: 'cancel' }),
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
  asks: allModels,
  answers: {
    schema: openAiModelList,
    encode: encodeOpenAiModels,
    decode: decodeOpenAiModels,
  },
});

const model = typedOperation({
  does: 'model',
  method: 'GET',
  path: '/v1/models/{model}',
  status: 200,
  asks: idInPath('model', modelName.min(1)),
  answers: {
    schema: openAiModel,
    encode: encodeOpenAiModel,
    decode: (told) => ({ id: neededId(told.id, 'id') }),
  },
});

const noCharacters =
  'Characters are not offered here: create a video with a picture of the character as input_reference.';
const notOffered: readonly NotOffered[] = [
  {
    path: `${root}/edits`,
    message:
      'Edits of videos are not offered here: create a new video, and say in its prompt what is to be different.',
  },
  {
    path: `${root}/extensions`,
    message:
      'Extensions of videos are not offered here: create a new video, with the last picture of the old one as input_reference.',
  },
  { path: `${root}/characters`, message: noCharacters },
  { path: `${root}/characters/{id}`, message: noCharacters },
];

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

function problemWith({
  noCreditsStatus,
}: Pick<OpenAiSettings, 'noCreditsStatus'>): Dialect['problem'] {
  return (found, operation) => ({ ...openAiProblem(found), ...statusOf(found, operation) });

  function statusOf(
    { code }: Problem,
    operation: AnyOperation | FileOperation | null,
  ): Partial<Refusal> {
    if (code === 'insufficient_credits' || code === 'budget_exceeded') {
      return { status: noCreditsStatus };
    }
    return code === 'model_unavailable' && operation === model ? { status: 404 } : {};
  }
}

/** Where the platform's documentation is silent, or speaks twice. */
const choices: readonly string[] = [
  'Fields of ours behind the documented ones: `resolution`, `ratio` (instead of `size`), `generate_audio`, `seed`, `watermark`, `metadata`; `seconds` of -1 leaves the length to the model. `duration`, as New-API’s clients name it, is read where `seconds` is not given.',
  '`size` is any that an engine makes, or has the short side and the ratio of one; 1024x1792 and 1792x1024, which none makes, stand for 1080p in 9:16 and 16:9. One of OpenAI’s four is repeated by every answer. Without it `size` is that of the file once it is made, and `auto` before it is known. The file’s own is in `pixels`.',
  'A picture without a size keeps its own shape: the documented default is for text alone.',
  '`input_reference` may be a URL itself; a `file_id` is a file or any other asset of the account. Several of them, and New-API’s `image` and `images`, are pictures by position: one is the first frame, two are first and last, more are references.',
  '`metadata`, as an object or its JSON text, is kept, unless it holds a list `content`: then it is what New-API reads at this path, parameters with media of any role. Where it is kept, a parameter of New-API’s in it that says something else than what is made is refused by name.',
  'A key may stand in `Authorization` without `Bearer`, as New-API takes it.',
  'Files are pictures, clips and sounds, kept as assets until they are deleted or `expires_after` is over; their `purpose` is not kept and told as `user_data`.',
  'The models are those that a create takes, `sora-2` and `sora-2-pro` among them, which the operator’s choice of a model makes; a dated snapshot is found by its name.',
  'A `limit` of 0 is an empty page that says whether there are videos.',
  'A cancelled or expired task is `failed` with that word as its code: there is no status for it.',
  '`expires_at` is null, since results keep their place here, and nothing is remixed: a remix is refused.',
  'No credits are 429 `insufficient_quota` without `Retry-After`, as at OpenAI, unless the operator keeps 402 (`FILMGATE_OPENAI_NO_CREDITS_STATUS`). A video that was refused for its content has the code `moderation_blocked`; `upstream_code` is the word of the upstream that failed it.',
  'Refusals say `x-should-retry`, because the official clients would send a 409 or 429 again that stays one.',
  unknownFields,
];

export function openaiWith(settings: OpenAiSettings): Dialect {
  return {
    ...openai,
    catalogue: openAiCatalogueWith(settings.model),
    problem: problemWith(settings),
  };
}

export const openai: Dialect = {
  name: 'openai',
  title: 'OpenAI Videos',
  catalogue: openAiCatalogue,
  // New-API stands at the same paths, and takes a key alone.
  keyHeaders: ['bearer', 'authorization'],
  taskId: (parts) => `video_${base36Id(parts, 24)}`,
  assetId: (parts) => `file-${base36Id(parts, 24)}`,
  operations: [create, get, list, remove, remix, models, model, ...fileOperations],
  files: [content],
  notOffered,
  problem: problemWith({ noCreditsStatus: 429 }),
  refusal: ({ status, body }, { does }) =>
    readRefusal({ status, told: toldByEngine(body), body }, does),
  choices,
  lost: endsLost,
  unsaidRoles: 'said',
  fields: creationFields,
};
