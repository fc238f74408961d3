import { expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import type { Call } from '../../media/fetch.ts';
import { createLineClient } from './client.ts';
import type { LookAt } from '../../making/driver.ts';
import { planned } from '../../making/testing/planned.ts';
import { lineThatSpeaks, scriptedUpstream } from '../testing/speaking-line.ts';

/** What an upstream gives for an id may be any text. */

const odd = [
  'a/b',
  '../c',
  'a b',
  'ä',
  '東京',
  'a?b#c',
  'a%2Fb',
  '%2e%2e',
  'a\\b',
  ':',
  '...',
  '\u{fffd}',
];
const elsewhere = ['.', '..'];

/** Where each call leads, and what it says. */
function listening(name: string) {
  const asked: { url: URL; body: string }[] = [];
  const dialect = dialects.find((one) => one.name === name);
  if (!dialect) throw new Error(`no ${name}`);
  const client = createLineClient({
    dialect,
    baseUrl: 'https://up.example',
    secret: 'secret',
    fetch: {
      call(text: string, { body = '' }: Call) {
        asked.push({ url: new URL(text), body });
        return Promise.resolve({ status: 404, headers: {}, answer: '{}', tookMs: 1 });
      },
    },
  });
  return { asked, client };
}

function names({ url, body }: { url: URL; body: string }): string[] {
  const said = body === '' ? [] : Object.values(JSON.parse(body) as Record<string, unknown>);
  const told = said.filter((one) => typeof one === 'string');
  const path = url.pathname.split('/').map((segment) => decodeURIComponent(segment));
  return [...path, ...url.searchParams.values(), ...told];
}

test.each(dialects.map(({ name }) => name))('%s is asked for it as it is', async (name) => {
  for (const id of odd) {
    const { asked, client } = listening(name);
    await client.call('get', { id });
    await client.call('cancel', { id });
    await client.call('delete', { id, whileOpen: 'cancel_queued' });
    await client.call('assetGet', { id });
    for (const one of asked) expect(names(one)).toContain(id);
    expect(asked.length).toBeGreaterThan(0);
    const video = client.video(id);
    if (video !== null) expect(names({ url: new URL(video), body: '' })).toContain(id);
  }
});

test.each(dialects.map(({ name }) => name))(
  '%s is asked for no id that means another place in an address',
  async (name) => {
    for (const id of elsewhere) {
      const { asked, client } = listening(name);
      await client.call('get', { id });
      await client.call('cancel', { id });
      await client.call('delete', { id, whileOpen: 'cancel_queued' });
      await client.call('assetGet', { id });
      // In a query or a body it is a word like any other.
      for (const one of asked) expect(names(one)).toContain(id);
      expect(client.video(id)).toBeNull();
    }
  },
);

test.each(elsewhere)('a create that is answered with %s has no answer', async (id) => {
  const upstream = scriptedUpstream();
  upstream.answer = () => ({ status: 200, body: { id } });
  const line = lineThatSpeaks('ark', upstream, {
    line: {
      id: 'line_1',
      baseUrl: 'https://up.example',
      models: [
        { family: 'seedance-2.0', upstreamName: 'seedance-2.0', tasksMax: null, cost: null },
      ],
      // All else of a line plays no part in this.
    } as never,
  });
  const order = { attemptId: 'a-1', taskId: 'a', mode: 'live' as const, model: 'seedance-2.0' };
  expect(await line.submit({ ...order, request: planned() })).toMatchObject({ kind: 'lost' });
  expect(upstream.troubles).toEqual(['lost_answer']);
});

const running = (count: number): LookAt[] =>
  Array.from({ length: count }, (_, index) => ({
    upstreamId: `${'東'.repeat(190)}-${String(index)}`,
    attemptId: `task-${String(index)}`,
    request: planned(),
  }));

test('ids that are too long for one address are looked at in turns', async () => {
  const upstream = scriptedUpstream();
  upstream.answer = (url) => {
    const items = url.searchParams
      .getAll('filter.task_ids')
      .map((id) => ({ id, status: 'running' }));
    return { status: 200, body: { total: items.length, items } };
  };
  const seen = await lineThatSpeaks('ark', upstream).look(running(200));
  const listed = upstream.asked.filter(({ url }) => url.searchParams.has('filter.task_ids'));
  expect(listed).toHaveLength(1);
  expect(listed[0]?.url.href.length).toBeLessThan(12_288);
  expect(seen.size).toBeGreaterThan(4);
});
