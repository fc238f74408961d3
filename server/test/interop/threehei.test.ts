import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decodeFrame } from '../../src/media/testing/inspect.ts';
import { mp3File } from '../../src/media/testing/files.ts';
import { call, until } from '../harness/api.ts';
import { expectBooks } from './books.ts';
import { expectFilm, fetchFilm, filmWithinMs } from './films.ts';
import { masked } from './key-paths.ts';
import { openPlace } from './place.ts';
import type { Place } from './place.ts';
import * as printed from './printed/threehei.ts';
import { cool, expectQuarters, pictureOf, warm } from './quarters.ts';
import { shell } from './shell.ts';

const root = '/v1/videos';
const model = 'huoshan-seedance-2-0';

let place: Place;

beforeAll(async () => {
  place = await openPlace();
  const { host } = place;
  const pictures = { '/first.jpg': warm, '/start.jpg': warm, '/end.jpg': cool, '/face.jpg': cool };
  for (const [path, colors] of Object.entries(pictures)) {
    host.put(path, { body: await pictureOf(colors, 1280, 720), contentType: 'image/jpeg' });
  }
  host.put('/voice.mp3', { body: mp3File(4), contentType: 'audio/mpeg' });
});

afterAll(async () => {
  await place.close();
});

/** The schematic call with the header that was left out, and a whole body. */
function completed(body: string): string {
  const authorization = printed.authorization.replace(
    '<你的 API 密钥>',
    place.server.first.liveKey,
  );
  return printed.create
    .replace(' -d ', ` -H "${authorization}" \\\n -d `)
    .replace(/'\{.*\}'/u, () => `'${body}'`);
}

async function submitted(body: string, under = ''): Promise<string> {
  const url = place.server.url + under;
  const answer = await shell(place.ours(completed(body), { url }));
  expect(masked(answer, ['id'])).toBe(masked(printed.accepted, ['id']));
  return z.object({ id: z.string().regex(/^cgt-\d{14}-[0-9a-z]{10}$/u) }).parse(JSON.parse(answer))
    .id;
}

const task = z.object({
  id: z.string(),
  object: z.literal('video'),
  status: z.enum(['queued', 'running', 'succeeded']),
  content: z.object({ video_url: z.url() }).optional(),
  duration: z.number().optional(),
  resolution: z.string().optional(),
  ratio: z.string().optional(),
  usage: z.object({ completion_tokens: z.number(), total_tokens: z.number() }).optional(),
});
type Task = z.infer<typeof task>;

async function finished(id: string, under = ''): Promise<Task> {
  return until(
    async () => {
      const { liveKey: key } = place.server.first;
      const { body } = await call(place.server, 'GET', `${under}${root}/${id}`, { key });
      return task.parse(body);
    },
    ({ status }) => status === 'succeeded',
    filmWithinMs,
  );
}

/** What a body means that says nothing else, and the least that it can say. */
const usual = { duration: 5, resolution: '720p', width: 1280, height: 720, tokens: 108_900 };
const small = {
  ...{ duration: 4, resolution: '480p', width: 864, height: 496 },
  tokens: Math.floor((864 * 496 * 97) / 1024),
};

/** Runs a body to the end; resolves with the path of the film. */
async function filmOf(body: string, { under = '', is = usual } = {}): Promise<string> {
  const { duration, resolution, width, height, tokens } = is;
  const { content, ...told } = await finished(await submitted(body, under), under);
  expect(told).toMatchObject({ duration, resolution, ratio: '16:9' });
  expect(told.usage).toEqual({ completion_tokens: tokens, total_tokens: tokens });
  const film = await fetchFilm(content?.video_url ?? '', place.folder);
  await expectFilm(film, { width, height, seconds: duration, sound: true });
  return film;
}

/** What an action answers, without its metadata. */
async function act<Result extends z.ZodType>(
  action: string,
  body: object,
  result: Result,
): Promise<z.infer<Result>> {
  const answer = await call(place.server, 'POST', `/api/v1/open/${action}`, {
    key: place.server.first.liveKey,
    body: { Model: model, ...body },
  });
  expect(answer).toMatchObject({ status: 200, body: { ResponseMetadata: { Action: action } } });
  return result.parse(z.object({ Result: z.unknown() }).parse(answer.body).Result);
}

const asset = z.object({ Id: z.string(), Status: z.string(), URL: z.url().optional() });

async function activeAsset(path: string, type: string): Promise<z.infer<typeof asset>> {
  const order = { URL: place.host.url + path, Name: path.slice(1), AssetType: type };
  const { Id } = await act('CreateAsset', order, z.strictObject({ Id: z.string() }));
  return until(
    () => act('GetAsset', { Id }, asset),
    ({ Status }) => Status !== 'Processing',
  );
}

describe.concurrent('the call and the bodies as the documentation prints them', () => {
  test('the schematic call is refused: first for want of a key, then of a text', async () => {
    const body = '{ "model": "doubao-seedance-2-0", "content": [ { "type": "text" } ] }';
    // At the shared path nobody's body is read before a key is known.
    for (const [under, code] of [
      ['', 'invalid_api_key'],
      ['/d/threehei', 'AuthenticationError'],
    ] as const) {
      const url = place.server.url + under;
      const withoutKey = await shell(place.ours(printed.create, { url }));
      expect(JSON.parse(withoutKey)).toMatchObject({ error: { code } });
      const withoutText = await shell(place.ours(completed(body), { url }));
      expect(JSON.parse(withoutText)).toMatchObject({
        error: { code: 'MissingParameter', message: expect.stringContaining('content[0].text') },
      });
    }
  });

  test('the schematic call becomes a film with a key, a text and what else it may have', async () => {
    const text = '"type": "text", "text": "海边日出"';
    const more = '"resolution": "480p", "duration": 4';
    const body = `{ "model": "doubao-seedance-2-0", "content": [ { ${text} } ], ${more} }`;
    await filmOf(body, { is: small });
  });

  test('a text becomes 5 s of 1280x720 with sound; under /d/threehei', async () => {
    await filmOf(printed.textToVideo, { under: '/d/threehei' });
  });

  test('one image is the first frame', async () => {
    const film = await filmOf(printed.firstFrame);
    expectQuarters(await decodeFrame(film, 0), warm);
  });

  test('two images are the first and the last frame', async () => {
    const film = await filmOf(printed.firstAndLastFrame);
    expectQuarters(await decodeFrame(film, 0), warm);
    expectQuarters(await decodeFrame(film, 120), cool);
  });

  test('an asset becomes Active, and makes a film with a voice beside it', async () => {
    const { Id, Status, URL } = await activeAsset('/face.jpg', 'Image');
    expect(Status).toBe('Active');
    expect((await fetch(URL ?? '')).headers.get('content-type')).toBe('image/jpeg');
    await filmOf(printed.references.replace(printed.printedAsset, Id));
  });
});

test.concurrent('the older interface tells of the same tasks in its own envelope', async () => {
  const older = { AIKey: place.server.first.liveKey };
  const created = await call(place.server, 'POST', '/ai/seedance/videos', {
    headers: older,
    body: { ...JSON.parse(printed.textToVideo), duration: 4, resolution: '480p' },
  });
  const { task_id: id } = z
    .strictObject({
      code: z.literal(0),
      info: z.literal('success'),
      result: z.strictObject({ task_id: z.string() }),
    })
    .parse(created.body).result;
  await finished(id);
  const { body } = await call(place.server, 'GET', `/ai/seedance/result?task_id=${id}`, {
    headers: older,
  });
  const newer = await call(place.server, 'GET', `${root}/${id}`, { headers: older });
  expect(newer).toMatchObject({ status: 200, body: { id, status: 'succeeded' } });
  const { result } = z.object({ result: z.object({ video_url: z.url() }) }).parse(body);
  const film = await fetchFilm(result.video_url, place.folder);
  await expectFilm(film, { width: 864, height: 496, seconds: 4, sound: true });
});

test('assets are listed, deleted, and then known no longer', async () => {
  const page = z.object({ Items: z.array(asset), TotalCount: z.number() });
  const { Id } = await activeAsset('/voice.mp3', 'Audio');
  const query = { Filter: { GroupType: 'AIGC' }, PageNumber: 1, PageSize: 20 };
  const listed = await act('ListAssets', query, page);
  expect(listed.TotalCount).toBe(2);
  expect(listed.Items[0]).toMatchObject({ Id, Status: 'Active' });
  await act('DeleteAsset', { Id }, z.strictObject({ Id: z.literal(Id) }));
  const { Items } = await act('ListAssets', { ...query, PageSize: 1, PageNumber: 1 }, page);
  expect(Items).toHaveLength(1);
  const gone = await call(place.server, 'POST', '/api/v1/open/GetAsset', {
    key: place.server.first.liveKey,
    body: { Model: model, Id },
  });
  expect(gone).toMatchObject({
    status: 404,
    body: { ResponseMetadata: { Action: 'GetAsset', Error: { Code: 'AssetNotFound' } } },
  });
});

test('an asset that cannot be fetched fails, and says why', async () => {
  const { Id, Status } = await activeAsset('/missing.jpg', 'Image');
  expect(Status).toBe('Failed');
  const { Error } = await act(
    'GetAsset',
    { Id },
    z.object({ Error: z.object({ Code: z.string() }) }),
  );
  expect(Error.Code).toBe('InvalidParameter.DownloadFailed');
});

test('the account has paid for tokens, to the last micro-credit', async () => {
  // A million tokens are 7 USD, of the fast model 5.60, at 40 credits each; of both one film is small.
  const tokens = 3 * usual.tokens + small.tokens;
  const fastTokens = usual.tokens + small.tokens;
  const spentMicros = tokens * 280 + fastTokens * 224;
  const balanceMicros = BigInt(1_000_000_000 - spentMicros);
  await expectBooks(place.server, { balanceMicros });
});
