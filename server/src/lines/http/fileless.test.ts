import { beforeEach, describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import type { Dialect } from '../../dialects/mechanism.ts';
import { operationOf } from '../../dialects/testing/operations.ts';
import { taskOutput, taskView } from '../../generation/testing.ts';
import type { LookAt } from '../../making/driver.ts';
import { listsById } from './http-look.ts';
import { planned } from '../../making/testing/planned.ts';
import { lineThatSpeaks, scriptedUpstream, type Upstream } from '../testing/speaking-line.ts';

/** A success is one where it names the video: else nothing could be handed out, and nothing is charged. */

let upstream: Upstream;

beforeEach(() => {
  upstream = scriptedUpstream();
});

const videoUrl = 'https://films.example/the-film.mp4';

const succeeded = (id: string) =>
  taskView({
    id,
    state: 'succeeded',
    progress: 100,
    finishedAtMs: Date.UTC(2026, 10, 21, 9),
    output: taskOutput({ videoUrl }),
    chargedMicros: 40_000_000n,
    completionTokens: 108_900,
  });

/** What the platform tells of it, with something else wherever the video is named. */
function told(dialect: Dialect, id: string, url: unknown): unknown {
  const whole = operationOf(dialect, 'get').answers.encode(succeeded(id));
  return JSON.parse(JSON.stringify(whole, (_key, value) => (value === videoUrl ? url : value)));
}

/** The same in a list of all that are asked for. */
function toldInList(dialect: Dialect, ids: readonly string[], url: unknown): unknown {
  const { answers } = operationOf(dialect, 'list');
  const whole = answers.encode({ tasks: ids.map(succeeded), total: ids.length, hasMore: false });
  return JSON.parse(JSON.stringify(whole, (_key, value) => (value === videoUrl ? url : value)));
}

const attempt = (number: number): LookAt => ({
  upstreamId: `up-${String(number)}`,
  attemptId: `task-${String(number)}`,
  request: planned(),
});

const noAddresses: [string, unknown][] = [
  ['none', undefined],
  ['null', null],
  ['an empty text', ''],
  ['a path', '/files/1.mp4'],
  ['words', 'not ready'],
  ['another scheme', 'ftp://films.example/1.mp4'],
  ['a script', 'javascript:alert(1)'],
  ['no host', 'https://'],
  ['a number', 7],
  ['an object', { href: 'elsewhere' }],
];

const handOut = dialects.filter(({ files }) => files !== undefined);
const nameFiles = dialects.filter(({ files }) => files === undefined);

describe.each(nameFiles.map((one) => [one.name, one] as const))('%s', (_name, dialect) => {
  test('a success that names its video is one', async () => {
    const line = lineThatSpeaks(dialect, upstream);
    upstream.answer = () => ({ status: 200, body: told(dialect, 'up-1', videoUrl) });
    const seen = await line.look([attempt(1)]);
    expect(seen.get('up-1')).toMatchObject({ state: 'succeeded', urls: { videoUrl } });
    expect(upstream.troubles).toEqual([]);
  });

  test.each(noAddresses)('a success whose address is %s is not one yet', async (_what, url) => {
    const line = lineThatSpeaks(dialect, upstream);
    upstream.answer = () => ({ status: 200, body: told(dialect, 'up-1', url) });
    expect((await line.look([attempt(1)])).get('up-1')).toEqual({ state: 'fileless' });
    expect(upstream.troubles).toEqual(['success_without_file']);
    expect(await line.result(attempt(1))).toBeNull();
  });

  test.skipIf(!listsById(dialect))('nor is it in a list', async () => {
    const line = lineThatSpeaks(dialect, upstream);
    const many = Array.from({ length: 7 }, (_, index) => attempt(index));
    for (const [, url] of noAddresses) {
      const ids = many.map(({ upstreamId }) => upstreamId);
      upstream.answer = () => ({ status: 200, body: toldInList(dialect, ids, url) });
      const seen = await line.look(many);
      expect([...seen.values()]).toEqual(many.map(() => ({ state: 'fileless' })));
    }
    expect(new Set(upstream.troubles)).toEqual(new Set(['success_without_file']));
  });
});

test.each(handOut.map((one) => [one.name, one] as const))(
  '%s has a place of its own for files, so that a success need not name one',
  async (_name, dialect) => {
    const line = lineThatSpeaks(dialect, upstream);
    for (const [, url] of noAddresses) {
      upstream.answer = () => ({ status: 200, body: told(dialect, 'up-1', url) });
      const { state, ...more } = (await line.look([attempt(1)])).get('up-1') ?? { state: null };
      expect([state, 'urls' in more]).toEqual(['succeeded', false]);
      expect(await line.result(attempt(1))).toMatchObject({
        videoUrl: expect.stringContaining('https://up.example/'),
      });
    }
    expect(upstream.troubles).toEqual([]);
  },
);

test('a last frame without an address is none', async () => {
  const line = lineThatSpeaks('ark', upstream);
  upstream.answer = () => ({
    status: 200,
    body: {
      id: 'up-1',
      status: 'succeeded',
      content: { video_url: videoUrl, last_frame_url: '' },
    },
  });
  const seen = await line.look([attempt(1)]);
  expect(seen.get('up-1')).toMatchObject({ urls: { videoUrl, lastFrameUrl: null } });
});
