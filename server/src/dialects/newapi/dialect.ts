/**
 * The relay of New-API and of the many sites that run it or speak as it does, at `/v1/video/generations`
 * and at the plural of it. Source: New-API's reference, and the documentation of relays for Seedance.
 */
import { z } from 'zod';
import { readCallback } from '../callbacks.ts';
import { idInPath, typedOperation } from '../codec.ts';
import { unknownFields } from '../dropped.ts';
import { endsLost } from '../failures.ts';
import { base36Id } from '../ids.ts';
import type { Dialect, Operation } from '../mechanism.ts';
import { arkCatalogue } from '../models/ark.ts';
import { nativeBodyBytesMax } from '../native-generation.ts';
import { openAiProblem } from '../openai-errors.ts';
import { decodeRow, decodeTask, encodeLookedAt, encodeTask, readNewapiRefusal } from './answers.ts';
import { decodeGeneration, encodeGeneration, newapiFields } from './generation.ts';
import { generation, lookedAt, task } from './wire.ts';

const answers = { schema: task, encode: encodeTask, decode: decodeTask };

function createAt(path: string): Operation<'create'> {
  return typedOperation({
    does: 'create',
    method: 'POST',
    path,
    takes: 'json_or_form',
    status: 200,
    bodyBytesMax: nativeBodyBytesMax,
    asks: {
      schemas: { body: z.looseObject(generation.shape) },
      decode: ({ body }) => decodeGeneration(body),
      encode: encodeGeneration,
    },
    answers,
  });
}

function getAt(path: string): Operation<'get'> {
  const flat = typedOperation({
    does: 'get',
    method: 'GET',
    path: `${path}/{task_id}`,
    status: 200,
    asks: idInPath('task_id'),
    answers: { schema: lookedAt, encode: encodeLookedAt, decode: decodeTask },
  });
  const decode = (body: unknown) => decodeRow(body) ?? flat.answers.decode(body);
  return { ...flat, answers: { ...flat.answers, decode } };
}

const singular = '/v1/video/generations';
const plural = '/v1/videos/generations';

/** Where the platform's documentation is silent, or speaks twice. */
const choices: readonly string[] = [
  'A body may be New-API’s (`prompt`, `image` or `images`, `duration` or `seconds`, `metadata`), the native one (`content`), or have its `content` in `metadata`; native fields are read at both places, and what stands beside the model wins over `metadata`.',
  'A `prompt` is all the text there is; without one, the texts of `content` are.',
  'Images without a role come before those of `content`, and are read as Ark reads them, to which New-API’s channel hands them on: one alone is the first frame, and of several each needs a role. An empty text among them is none. A URL that stands in both is one medium, with the role that `content` gives it. Two files or URLs as `input_reference` are the first frame and the last, more are references.',
  'A body may be a form with the same fields, in which images are files or URLs; `metadata` may be an object or its JSON text.',
  'A key may stand in `Authorization` without `Bearer`.',
  'Of several lengths the first counts, in this order: `seconds`, `metadata.duration`, `duration`, as New-API’s channel for Seedance reads them; 0 is none, and -1 is the model’s own choice. Pixels are taken as `size` or as `width` and `height`, where a model makes them or where their short side and their ratio are a shape that it makes.',
  'A create answers with the flat task. It has the keys of the relays that document a flat one and those of New-API’s reference, so that the video is found in `url` and in `metadata.url`. A query answers with the same, and beside it as New-API’s own server does: `code`, `message` and its row of the task as `data`.',
  'A cancelled or expired task is `failed` with that code: there is no other word for it. Otherwise the code is the native one of whoever failed it, as relays hand it on, or our word with another upstream’s in `upstream_code`.',
  '`callback_url` is told of the final state with the answer of a query.',
  'A task id is `task_` and 24 lower-case letters and digits; refusals are OpenAI’s error object.',
  `${unknownFields} The same holds in \`metadata\`.`,
];

export const newapi: Dialect = {
  name: 'newapi',
  title: 'New-API relay',
  catalogue: arkCatalogue,
  keyHeaders: ['bearer', 'authorization'],
  taskId: (parts) => `task_${base36Id(parts, 24)}`,
  operations: [createAt(singular), getAt(singular), createAt(plural), getAt(plural)],
  problem: (problem) => openAiProblem(problem),
  refusal: readNewapiRefusal,
  callback: {
    field: 'callback_url',
    body: encodeLookedAt,
    headers: () => ({}),
    decode: readCallback('task_id', 'id'),
  },
  choices,
  lost: endsLost,
  unsaidRoles: 'said',
  fields: newapiFields,
};
