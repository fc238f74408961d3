import { pino } from 'pino';
import { expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import type { Medium } from '../../generation/request.ts';
import type { Call } from '../../media/fetch.ts';
import { cannotTake } from './http-create.ts';
import { createHttpLine } from './http-line.ts';
import type { Line, LineModel } from '../book/line.ts';
import { planned, references } from '../../making/testing/planned.ts';
import { completeLineSpec, parseLineSpec, LineSpecError } from '../book/line-spec.ts';

/** How media reach a line: by our signed address, or as assets of its own account. */

const dialectsByName = new Map(dialects.map((dialect) => [dialect.name, dialect]));

function wished(dialect: string, media?: LineModel['media']) {
  const models = [{ family: 'seedance-2.0', upstreamName: 'doubao-seedance-2-0', media }];
  const spec = parseLineSpec({ name: 'one', dialect, baseUrl: 'https://one.example.com', models });
  return completeLineSpec(spec, { dialects: dialectsByName, resolve: () => Promise.resolve([]) });
}

async function lineThat(media?: LineModel['media']): Promise<Line> {
  const line = await wished('threehei', media);
  return { ...line, id: 'line_1', draining: false, version: 1 };
}

const request = planned({ mode: 'reference', media: references('image') });
const signed = 'https://ours.example.com/media/1.png';

/** What the line is asked; it answers with `status`. */
async function lineWith(media: LineModel['media'], status: number) {
  const dialect = dialectsByName.get('threehei');
  if (!dialect) throw new Error('there is 3hei');
  const sent: string[] = [];
  const doubted: (readonly Medium[])[] = [];
  const urls = new Map<string, string>();
  const driver = createHttpLine({
    line: await lineThat(media),
    dialect,
    secret: null,
    fetch: {
      call(_url: string, { body }: Call) {
        sent.push(String(body));
        const answer = JSON.stringify(status === 200 ? { id: 'cgt-1' } : { error: {} });
        return Promise.resolve({ status, headers: {}, answer, tookMs: 1 });
      },
    },
    mayCall: () => Promise.resolve(true),
    takeNow: () => Promise.resolve({ taken: 1, waitSeconds: 0, apartSeconds: 0 }),
    isTaken: () => Promise.resolve(false),
    acceptedBefore: () => Promise.resolve([]),
    mediaUrl: () => signed,
    assetsOf: (way) => ({
      urls: () => Promise.resolve(way === 'asset' ? urls : new Map<string, string>()),
      doubt(one) {
        doubted.push(one);
        return Promise.resolve();
      },
    }),
    callbackUrl: () => null,
    trouble: () => undefined,
    log: pino({ level: 'silent' }),
  });
  const order = { attemptId: 't-1', taskId: 't', mode: 'live', model: 'm', request } as const;
  return { submit: () => driver.submit(order), sent, doubted, urls };
}

test.each([undefined, 'url'] as const)(
  'a model of %s is given our signed address',
  async (media) => {
    const { submit, sent } = await lineWith(media, 200);
    expect(await submit()).toEqual({ kind: 'accepted', upstreamId: 'cgt-1' });
    expect(sent.join('')).toContain(signed);
  },
);

test('a model that takes assets is given the line’s own names, and no address', async () => {
  const { submit, sent, urls } = await lineWith('asset', 200);
  for (const { sha256 } of request.media) urls.set(sha256, 'asset://asset-7');
  expect(await submit()).toEqual({ kind: 'accepted', upstreamId: 'cgt-1' });
  expect(sent.join('')).toContain('"asset://asset-7"');
  expect(sent.join('')).not.toContain(signed);
});

test('without its asset nothing is sent, and the task is free for another line', async () => {
  const { submit, sent } = await lineWith('asset', 200);
  expect(await submit()).toMatchObject({ kind: 'refused', passing: true });
  expect(sent).toEqual([]);
});

test.each([400, 404, 429])(
  'a task that is refused with %i casts doubt on its assets',
  async (status) => {
    const { submit, doubted, urls } = await lineWith('asset', status);
    for (const { sha256 } of request.media) urls.set(sha256, 'asset://asset-7');
    expect(await submit()).toMatchObject({ kind: 'refused' });
    expect(doubted).toEqual([request.media]);
  },
);

test('a model that takes assets alone is asked only where it says so', async () => {
  const dialect = dialectsByName.get('jimmyai');
  if (!dialect) throw new Error('there is JimmyAI');
  // Its Full line documents `asset://` and nothing else.
  const models = (media: 'url' | 'audit') => [
    {
      family: 'seedance-2.0',
      upstreamName: 'sd2_mx_720p',
      tasksMax: null,
      cost: null,
      media,
    } as const,
  ];
  const line = { ...(await lineThat()), dialect: 'jimmyai' };
  const parts = { dialect, mediaUrl: () => signed };
  expect(
    cannotTake({ ...parts, line: { ...line, models: models('url') } }, request),
  ).not.toBeNull();
  expect(cannotTake({ ...parts, line: { ...line, models: models('audit') } }, request)).toBeNull();
});

test('a line whose platform makes no assets cannot be told to take them', async () => {
  await expect(wished('ark', 'asset')).rejects.toThrow(LineSpecError);
  await expect(wished('ark', 'asset')).rejects.toThrow(
    /^models\[0\]\.media: .* no call for an asset/u,
  );
  await expect(wished('threehei', 'asset')).resolves.toMatchObject({
    models: [{ media: 'asset' }],
  });
  await expect(wished('threehei', 'audit')).rejects.toThrow(/no call for an audit/u);
});
