/** What honest clients send, with the habits of gateways added: nothing of it is refused. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import * as hmtm from '../../test/interop/printed/hmtm.ts';
import * as jimmyai from '../../test/interop/printed/jimmyai.ts';
import * as seedance2ink from '../../test/interop/printed/seedance2ink.ts';
import * as threehei from '../../test/interop/printed/threehei.ts';
import * as tokenhub from '../../test/interop/printed/tokenhub.ts';
import { problemOf } from '../generation/testing.ts';
import { Upload } from '../generation/upload.ts';
import { decodeCall } from './codec.ts';
import { dialects } from './index.ts';
import { callWith, operationAt } from './testing/operations.ts';

interface Sent {
  dialect: string;
  path: string;
  body: Record<string, unknown>;
}

const file = new Upload({
  sha256: '0'.repeat(64),
  bytes: 1,
  fileName: 'first.jpg',
  contentType: 'image/jpeg',
});
const picture = 'https://media.example/a.png';
const ark = 'doubao-seedance-2-0-260128';
const arkPath = '/api/v3/contents/generations/tasks';
const image = (url: string, role?: string) => ({ type: 'image_url', image_url: { url }, role });

/** As their clients write them: keys, types and all. */
const ofClients: readonly (Sent & { client: string })[] = [
  {
    client: 'the official client of OpenAI',
    dialect: 'openai',
    path: '/v1/videos',
    body: {
      prompt: 'She turns and smiles',
      model: 'sora-2',
      seconds: '4',
      size: '1280x720',
      input_reference: file,
    },
  },
  {
    client: 'LiteLLM',
    dialect: 'openai',
    path: '/v1/videos',
    body: {
      model: 'sora-2',
      prompt: 'x',
      seconds: '8',
      size: '720x1280',
      user: 'u-1',
      metadata: { order: '7', tags: ['a'] },
    },
  },
  {
    client: 'New-API, channel Sora',
    dialect: 'openai',
    path: '/v1/videos',
    body: {
      model: ark,
      prompt: 'x',
      mode: 'std',
      duration: 5,
      image: picture,
      images: [picture],
      size: '1280x720',
      metadata: { seed: -1 },
    },
  },
  {
    client: 'a relay’s form',
    dialect: 'openai',
    path: '/v1/videos',
    body: {
      model: ark,
      prompt: 't',
      seconds: '6',
      size: '1280x720',
      resolution_name: '720p',
      preset: 'normal',
      input_reference: [file],
    },
  },
  {
    client: 'the AI SDK',
    dialect: 'ark',
    path: arkPath,
    body: {
      model: ark,
      content: [{ type: 'text', text: 'x' }, image(picture)],
      ratio: '16:9',
      duration: 5,
      resolution: '720p',
      watermark: false,
      generate_audio: true,
      camera_fixed: false,
      return_last_frame: false,
      service_tier: 'default',
      draft: false,
    },
  },
  {
    client: 'New-API, channel DoubaoVideo',
    dialect: 'ark',
    path: arkPath,
    body: {
      model: ark,
      content: [image(picture), { type: 'text', text: 'x' }],
      callback_url: '',
      return_last_frame: false,
      service_tier: '',
      generate_audio: true,
      draft: false,
      tools: [],
      resolution: '720p',
      ratio: '16:9',
      duration: 5,
      frames: 0,
      seed: 7,
      camera_fixed: false,
      watermark: false,
    },
  },
  {
    client: 'a client of New-API',
    dialect: 'newapi',
    path: '/v1/video/generations',
    body: {
      model: ark,
      prompt: 'x',
      image: '',
      size: '',
      duration: 0,
      width: 0,
      height: 0,
      mode: '',
      metadata: '{"ratio":"9:16"}',
    },
  },
  {
    client: 'the form of a client of New-API',
    dialect: 'newapi',
    path: '/v1/video/generations',
    body: { model: ark, prompt: 't', duration: '4', generate_audio: 'true', metadata: '' },
  },
];

/** What the platforms' documents print: whole calls, or bodies alone. */
const ofDocuments: readonly Sent[] = [
  ...[hmtm.textToVideo, hmtm.imageToVideo, hmtm.videoReference].map((printed) => ({
    dialect: 'hmtm',
    path: '/api/open/v1/generations',
    body: bodyOf(printed),
  })),
  {
    dialect: 'jimmyai',
    path: '/api/open-api/v1/seedance/videos',
    body: bodyOf(jimmyai.miniSpecial),
  },
  {
    dialect: 'seedance2ink',
    path: '/api/open/v1/video/generations',
    body: bodyOf(seedance2ink.textToVideo),
  },
  {
    dialect: 'tokenhub',
    path: '/api/v1/videos/generations',
    body: bodyOf(tokenhub.textToVideo),
  },
  ...[
    threehei.textToVideo,
    threehei.firstFrame,
    threehei.firstAndLastFrame,
    threehei.references,
  ].map((printed) => ({ dialect: 'threehei', path: '/v1/videos', body: bodyOf(printed) })),
];

function bodyOf(printed: string): Record<string, unknown> {
  const text = /(?:-d|--data) '(\{.*\})'/su.exec(printed)?.[1] ?? printed;
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}

const asFile = z.object({ '@file': z.object({ sha256: z.string() }) });

/** Bodies that former versions took. */
const recorded = z
  .array(z.object({ dialect: z.string(), path: z.string(), body: z.looseObject({}) }))
  .parse(
    JSON.parse(
      readFileSync(new URL('../tasks/testing/fingerprints.json', import.meta.url), 'utf8'),
      (_key, value: unknown) => (asFile.safeParse(value).success ? file : value),
    ),
  );

const habits = { fps: 24, n: 1, user: 'u', stream: false, response_format: 'url' };
const habitsOfForms = { fps: '24', n: '1', user: 'u', stream: 'false', response_format: 'url' };

function operationOf({ dialect: name, path }: Sent) {
  const dialect = dialects.find((one) => one.name === name);
  if (!dialect) throw new RangeError(`no dialect ${name}`);
  return operationAt(dialect, 'create', path);
}

function trouble(sent: Sent, more: object): unknown {
  const call = callWith({ ...more, ...sent.body });
  return problemOf(() => decodeCall(operationOf(sent), call));
}

/** The length and the shape that it says, said again in the words of others. */
function doublesOf(sent: Sent): object {
  const { ask } = decodeCall(operationOf(sent), callWith(sent.body));
  const { seconds, ratio, resolution } = ask;
  return {
    ...(typeof seconds === 'number' && { duration: seconds, seconds: String(seconds) }),
    ...(ratio !== undefined && { ratio, aspect_ratio: ratio, aspectRatio: ratio }),
    ...(resolution !== undefined && { resolution, quality: resolution }),
  };
}

describe.each([
  ...ofClients.map((sent) => ({ ...sent, name: sent.client })),
  ...ofDocuments.map((sent, index) => ({ ...sent, name: `printed ${String(index + 1)}` })),
  ...recorded.map((sent, index) => ({ ...sent, name: `recorded ${String(index + 1)}` })),
])('$name, in $dialect', (sent) => {
  test('is taken, with the habits of gateways', () => {
    expect(trouble(sent, {})).toBeNull();
    expect(trouble(sent, habits)).toBeNull();
    expect(trouble(sent, habitsOfForms)).toBeNull();
  });

  test('is taken with its length and shape said twice', () => {
    const doubles = doublesOf(sent);
    const own = new Set(Object.keys(Object(operationOf(sent).asks.schemas.body).shape));
    const others = Object.entries(doubles).filter(([word]) => !own.has(word));
    expect(trouble(sent, Object.fromEntries(others))).toBeNull();
  });
});
