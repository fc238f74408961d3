/**
 * A platform that nobody speaks: what a new dialect costs. It is served, sold and called like the others, and runs
 * through their suites, without a word of it anywhere else.
 */
import { z } from 'zod';
import type { Catalogue } from '../../generation/catalogue.ts';
import { families } from '../../generation/families.ts';
import { problemStatus } from '../../generation/problems.ts';
import { ratios, resolutions } from '../../generation/request.ts';
import type { TaskView } from '../../generation/view.ts';
import { callbackUrl, modelName } from '../bounds.ts';
import { idInPath, neededId, typedOperation, unsayable } from '../codec.ts';
import type { Keys } from '../codec.ts';
import { refuseDropped, unknownFields } from '../dropped.ts';
import { endsLost, errorToTell, failureTold, wordsOf } from '../failures.ts';
import { base36Id } from '../ids.ts';
import { lackOf, particulars } from '../lacks.ts';
import { loosely } from '../loosely.ts';
import type { Loose } from '../loosely.ts';
import type { CreateCommand, Dialect, TaskReport, Unsayable } from '../mechanism.ts';
import { readRefusal } from '../refusals.ts';
import { endingInFailure, ourWord } from '../values.ts';
import { allOfTaskBut } from './fullest.ts';
import type { Known } from './known.ts';

const family = families['seedance-2.0'];

const catalogue: Catalogue = {
  models: [
    {
      name: 'film-one',
      title: 'Film One',
      aliases: ['film-1'],
      family: 'seedance-2.0',
      familyAt: {},
      limits: {
        ...family.limits,
        modes: ['text', 'frames'],
        automaticSeconds: false,
        lastFrame: 'none',
        returnLastFrame: false,
        audioChoice: false,
      },
      defaults: family.defaults,
      // Of the engine that makes it: its own one would stand in the price book.
      priceName: 'ark/seedance-2.0',
    },
  ],
};

const creation = z.object({
  model: modelName,
  prompt: z.string(),
  duration: z.int().min(1).max(60).optional(),
  resolution: z.enum(resolutions).optional(),
  ratio: z.enum(ratios).optional(),
  image: z.string().min(1).optional(),
  callback_url: callbackUrl.optional(),
});
type Creation = z.infer<typeof creation>;

const film = z.object({
  number: z.string(),
  stage: z.enum(['waiting', 'filming', 'done', 'broken']),
  file: z.string().optional(),
  trouble: z
    .object({ code: z.string(), message: z.string(), upstream_code: z.string().optional() })
    .optional(),
});
type Film = z.infer<typeof film>;

const stageOf = endingInFailure<Film['stage']>({
  queued: 'waiting',
  running: 'filming',
  succeeded: 'done',
  failed: 'broken',
});

function decodeCreation(body: Creation): CreateCommand {
  const { image, callback_url } = body;
  const command: CreateCommand = {
    ask: {
      model: body.model,
      prompt: body.prompt,
      media:
        image === undefined
          ? []
          : [{ url: image, kind: 'image', role: 'first_frame', field: 'image' }],
      seconds: body.duration,
      resolution: body.resolution,
      ratio: body.ratio,
    },
    callbackUrl: callback_url,
  };
  refuseDropped(body, command, { catalogue, schema: creation });
  return command;
}

function encodeCreation(command: CreateCommand): { body: Keys<Creation> } | Unsayable {
  const lack = lackOf(command, 'the ninth', [
    ...particulars,
    ...(['metadata', 'expiresSeconds', 'seed', 'silence', 'watermark', 'lastFrame'] as const),
  ]);
  if (lack) return lack;
  const { ask, callbackUrl: told } = command;
  const [image, second] = ask.media;
  if (second) return unsayable('the ninth takes one picture');
  if (image && (image.role !== 'first_frame' || image.upload)) {
    return unsayable('the ninth takes the address of a first frame');
  }
  if (ask.seconds === 'auto') return unsayable('the ninth cannot choose the length');
  return {
    body: {
      model: ask.model,
      prompt: ask.prompt,
      duration: ask.seconds,
      resolution: ask.resolution,
      ratio: ask.ratio,
      image: image?.url,
      callback_url: told,
    },
  };
}

function encodeFilm(view: TaskView): Film {
  const error = errorToTell(view, { isOwn: wordsOf('ninth') });
  return {
    number: view.id,
    stage: stageOf[view.state],
    file: view.state === 'succeeded' ? view.output?.videoUrl : undefined,
    trouble: error
      ? { code: error.code, message: error.message, upstream_code: error.upstream }
      : undefined,
  };
}

function decodeFilm(told: Loose<Film>): TaskReport {
  return {
    id: neededId(told.number, 'number'),
    state: ourWord(stageOf, told.stage) ?? null,
    videoUrl: told.file ?? undefined,
    failure: failureTold(told.trouble),
  };
}

const answers = { schema: film, encode: encodeFilm, decode: decodeFilm };
const readFilm = loosely(film);

const refused = z.object({ no: z.object({ code: z.string(), why: z.string() }) });

export const ninth: Dialect = {
  name: 'ninth',
  title: 'A ninth platform',
  catalogue,
  keyHeaders: [{ name: 'X-Film-Key' }, 'bearer'],
  taskId: (parts) => `n-${base36Id(parts, 20)}`,
  operations: [
    typedOperation({
      does: 'create',
      method: 'POST',
      path: '/films',
      status: 201,
      asks: {
        schemas: { body: z.looseObject(creation.shape) },
        decode: ({ body }) => decodeCreation(body),
        encode: encodeCreation,
      },
      answers,
    }),
    typedOperation({
      does: 'get',
      method: 'GET',
      path: '/films/{number}',
      status: 200,
      asks: idInPath('number'),
      answers,
    }),
  ],
  problem: ({ code, message }) => ({
    status: problemStatus[code],
    body: { no: { code, why: message } },
  }),
  refusal({ status, body }, { does }) {
    const no = refused.safeParse(body).data?.no;
    const told = no ? { code: no.code, message: no.why, isOwn: true } : null;
    return readRefusal({ status, told, body }, does);
  },
  callback: {
    field: 'callback_url',
    body: encodeFilm,
    headers: () => ({}),
    decode(body) {
      const { number, stage } = readFilm(body);
      return { id: number ?? null, state: ourWord(stageOf, stage) ?? null };
    },
  },
  choices: [
    'A film that is cancelled or expired is `broken`: there is no other word for it.',
    'An `image` is the first frame.',
    unknownFields,
  ],
  lost: endsLost,
  unsaidRoles: 'native',
  fields: {
    model: 'model',
    prompt: 'prompt',
    media: 'image',
    seconds: 'duration',
    resolution: 'resolution',
    ratio: 'ratio',
  },
};

export const ninthKnown: Known = {
  leastBody: { model: 'film-one', prompt: 'a kite' },
  unsayable: {
    create: [
      ...['generateAudio', 'seed', 'watermark', 'returnLastFrame'],
      ...['flex', 'cameraFixed', 'frames', 'referenceTask', 'secondsAuto'],
      ...['safetyIdentifier', 'priority', 'lastFrame', 'referenceImage', 'referenceVideo'],
      ...['referenceAudio', 'metadata', 'expiresSeconds'],
    ],
  },
  untold: {
    create: allOfTaskBut('id', 'state'),
    get: allOfTaskBut('id', 'state', 'videoUrl', 'failure'),
  },
  errorIn: (answer) => Object(answer).trouble,
  toldAs: (code, own) => ({ code, message: 'Words.', upstream_code: own }),
};
